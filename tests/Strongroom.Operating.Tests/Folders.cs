namespace Strongroom.Operating.Tests;

/// <summary>Copies of folders, with the modes that a keyring demands.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static class Folders
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Copies a folder of a server that does not run.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to, OwnerOnly);
        foreach (var file in Directory.GetFiles(from).Where(static file => !file.EndsWith(".sock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    /// <summary>Puts a copy in the place of a folder.</summary>
    public static void PutBack(string copy, string folder)
    {
        Directory.Delete(folder, recursive: true);
        Copy(copy, folder);
    }
}
