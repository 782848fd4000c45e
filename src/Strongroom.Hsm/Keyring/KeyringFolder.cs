using System.Runtime.InteropServices;

namespace Strongroom.Hsm;

/// <summary>The files of a keyring: owner only, and written so that a crash leaves the old file or the new one, never a part.</summary>
internal sealed partial class KeyringFolder
{
    private const string TemporaryPrefix = ".new-";
    private const UnixFileMode FileOwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderOwnerOnly = FileOwnerOnly | UnixFileMode.UserExecute;

    private KeyringFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Opens the folder, made if absent; removes what an interrupted write left.</summary>
    /// <exception cref="SealException">Others than its owner may enter it.</exception>
    public static KeyringFolder OpenOrCreate(string path)
    {
        if (!Directory.Exists(path)) CreateDurably(System.IO.Path.GetFullPath(path));
        DemandOwnerOnly(path, isFolder: true);
        foreach (var leftover in Directory.EnumerateFiles(path, TemporaryPrefix + "*")) File.Delete(leftover);
        return new(path);
    }

    public KeyringFolder Folder(string name) => OpenOrCreate(PathOf(name));

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public IEnumerable<string> Names(string suffix) =>
        Directory.EnumerateFiles(Path, "*" + suffix).Select(System.IO.Path.GetFileName).OfType<string>().Where(name => name[0] != '.');

    /// <summary>The file's bytes, or null if there is none; a longer file than <paramref name="maximum"/> is refused.</summary>
    /// <exception cref="SealException"/>
    public static byte[]? Read(string path, int maximum)
    {
        if (!File.Exists(path)) return null;
        DemandOwnerOnly(path, isFolder: false);
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > maximum) throw new SealException($"{path} is too long to be a keyring file.");
        var bytes = GC.AllocateArray<byte>((int)length, pinned: true);
        var read = 0;
        while (read < bytes.Length)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (count == 0) throw new SealException($"{path} could not be read whole.");
            read += count;
        }

        return bytes;
    }

    /// <summary>Writes a new file durably: temporary name, flush, rename, flush of the folder.</summary>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var temporary = PathOf(TemporaryPrefix + Guid.NewGuid().ToString("n"));
        using (var file = new FileStream(temporary, NewFile()))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, PathOf(name), overwrite: true);
        Flush(Path);
    }

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = FileOwnerOnly;
        return options;
    }

    private static void CreateDurably(string path)
    {
        var parent = System.IO.Path.GetDirectoryName(path);
        if (parent is not null && !Directory.Exists(parent)) CreateDurably(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, FolderOwnerOnly);
        if (parent is not null) Flush(parent);
    }

    private static void DemandOwnerOnly(string path, bool isFolder)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~FolderOwnerOnly) == 0) return;
        var wanted = isFolder ? "700" : "600";
        throw new SealException(
            $"{path} can be used by others than its owner (mode {Convert.ToString((int)mode, 8)}), so the keys in it may be known to them. "
            + $"If you know that they are not: chmod {wanted} '{path}'.");
    }

    private static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        const int readOnlyFolder = 0x10000 | 0x80000;
        var descriptor = OpenFolder(folder, readOnlyFolder);
        if (descriptor < 0) throw new IOException($"{folder} could not be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        var failed = FlushFolder(descriptor) != 0;
        var reason = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (failed) throw new IOException($"{folder} could not be flushed to disk: {reason}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FlushFolder(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
