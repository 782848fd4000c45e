namespace Strongroom;

/// <summary>The folder of one installation, held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The name of the console's socket.</summary>
    public const string ControlSocketName = "control.sock";

    /// <summary>The socket over which the commands of this machine's console reach a running server.</summary>
    public static string ControlSocketOf(string path) => System.IO.Path.Combine(System.IO.Path.GetFullPath(path), ControlSocketName);

    /// <summary>Makes the folder if need be, and holds it.</summary>
    /// <exception cref="UsageException">Another process holds it, or it cannot be used.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
            else Directory.CreateDirectory(full, OwnerOnly);
            return new(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new UsageException($"The data folder {full} cannot be used: {refused.Message}", refused);
        }
        catch (IOException held)
        {
            throw new UsageException($"The data folder {full} cannot be used: another Strongroom runs on it, or {held.Message}", held);
        }
    }

    /// <summary>Writes a file for its owner's eyes whole, or not at all.</summary>
    public static void WriteOwnerOnly(string path, ReadOnlySpan<byte> content)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);

        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();
}
