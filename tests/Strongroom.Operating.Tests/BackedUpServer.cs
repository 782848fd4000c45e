using Strongroom.Backups;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>Backups of a server in this process, and what they restore.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static class BackedUpServer
{
    /// <summary>Backs a running server up, and puts its key file beside the two files, as an operator would keep it somewhere else.</summary>
    public static async Task<BackupFiles> BackUpAsync(this LocalServer server, string to)
    {
        var files = await BackupDesk.RunAsync(server.Running.Installation, blobs: null, new(to), static _ => { }, CancellationToken.None);
        File.Copy(Path.Combine(server.Folder, "seal", "key-file.key"), Path.Combine(to, "key-file.key"), overwrite: true);
        return files;
    }

    /// <summary>The options of a server that runs on a restored folder.</summary>
    public static ServerOptions OptionsIn(string folder) => new()
    {
        Data = folder,
        Urls = ["http://127.0.0.1:0"],
        Profile = "dev",
        LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
    };

    /// <summary>Restores into a new folder.</summary>
    public static void Restore(BackupFiles files, string folder, TimeProvider clock, string? keyFile = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "seal"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(keyFile ?? Path.Combine(Path.GetDirectoryName(files.Keyring)!, "key-file.key"), Path.Combine(folder, "seal", "key-file.key"), overwrite: true);
        new Restore(OptionsIn(folder), clock, static _ => { }).Run(files.Data, files.Keyring, secret: null, CancellationToken.None);
    }
}
