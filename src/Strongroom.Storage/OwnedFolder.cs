using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Strongroom.Storage;

/// <summary>Folders and files that only their owner can read, and whose names survive a power loss.</summary>
public static partial class OwnedFolder
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder with mode 0700 where it is missing, and closes it to others where it is open.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
        {
            File.SetUnixFileMode(path, FolderMode);
            return;
        }

        Directory.CreateDirectory(path, FolderMode);
        Sync(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!);
    }

    /// <summary>Opens a file of mode 0600, and makes it where it is missing.</summary>
    /// <exception cref="IOException">It cannot be opened, or <paramref name="share"/> is none and another process has it open.</exception>
    public static FileStream OpenFile(string path, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = FileMode;
        return new(path, options);
    }

    /// <summary>Makes the names in a folder durable: what was created, renamed or removed there.</summary>
    /// <exception cref="IOException">The disk did not confirm it.</exception>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        const int readOnlyCloseOnExec = 0x80000;
        var folder = OpenFolder(path, OperatingSystem.IsLinux() ? readOnlyCloseOnExec : 0);
        if (folder < 0) throw Failure(path);
        try
        {
            if (SyncFolder(folder) != 0) throw Failure(path);
        }
        finally
        {
            _ = CloseFolder(folder);
        }
    }

    private static IOException Failure(string path) => new($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFolder(int folder);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseFolder(int folder);
}
