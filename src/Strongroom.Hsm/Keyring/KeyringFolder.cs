using System.Runtime.InteropServices;

namespace Strongroom.Hsm;

/// <summary>The files of a keyring: owner only, and written so that a crash leaves the old file or the new one, never a part.</summary>
internal sealed partial class KeyringFolder
{
    private const string TemporaryPrefix = ".new-", ShreddedPrefix = ".gone-";
    private const UnixFileMode FileOwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderOwnerOnly = FileOwnerOnly | UnixFileMode.UserExecute;

    private KeyringFolder(string path) => Path = path;

    /// <summary>Runs before each step that changes the disk, with its name: a test lets it fail there, or stops the world.</summary>
    internal static AsyncLocal<Action<string>?> BeforeStep { get; } = new();

    public string Path { get; }

    /// <summary>Opens the folder, made if absent; removes what an interrupted write left.</summary>
    /// <exception cref="SealException">Others than its owner may enter it.</exception>
    public static KeyringFolder OpenOrCreate(string path)
    {
        if (!Directory.Exists(path)) CreateDurably(System.IO.Path.GetFullPath(path));
        DemandOwnerOnly(path, isFolder: true);
        foreach (var leftover in Directory.EnumerateFiles(path, TemporaryPrefix + "*")) File.Delete(leftover);
        var folder = new KeyringFolder(path);
        foreach (var leftover in Directory.GetFiles(path, ShreddedPrefix + "*")) folder.FinishShredding(leftover);
        return folder;
    }

    /// <summary>The folder as it is, for reading while others may write in it.</summary>
    /// <exception cref="SealException">It is not there, or others than its owner may enter it.</exception>
    public static KeyringFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new SealException($"There is no keyring in {path}.");
        DemandOwnerOnly(path, isFolder: true);
        return new(path);
    }

    /// <summary>The folder of a single file, which others may see but not change.</summary>
    /// <exception cref="SealException">Others than its owner may write in it.</exception>
    public static KeyringFolder ForFile(string file)
    {
        var path = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        if (!Directory.Exists(path)) throw new SealException($"The key file {file} is missing, and so is its folder.");
        const UnixFileMode othersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & othersWrite) != 0)
            throw new SealException($"{path} can be changed by others than its owner, so the key file in it may be theirs. To close it: chmod go-w '{path}'.");
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
        Step("write " + name);
        using (var file = new FileStream(temporary, NewFile()))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        Step("rename " + name);
        File.Move(temporary, PathOf(name), overwrite: true);
        Step("flush " + name);
        Flush(Path);
    }

    /// <summary>Removes a file durably; one that is gone already is no error.</summary>
    public void Delete(string name)
    {
        Step("delete " + name);
        File.Delete(PathOf(name));
        Flush(Path);
    }

    /// <summary>Overwrites a file's bytes where they lie, and removes it. What a disk keeps elsewhere by itself is beyond reach.</summary>
    /// <remarks>It loses its name first, so that whoever is stopped in between leaves nothing that looks like a damaged key.</remarks>
    public void Shred(string name)
    {
        if (!File.Exists(PathOf(name))) return;
        Step("shred " + name);
        var gone = PathOf(ShreddedPrefix + name);
        File.Move(PathOf(name), gone, overwrite: true);
        Flush(Path);
        FinishShredding(gone);
    }

    private void FinishShredding(string gone)
    {
        Step("overwrite " + gone);
        using (var file = new FileStream(gone, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var noise = new byte[file.Length];
            Cryptography.RandomBytes.Fill(noise);
            file.Write(noise);
            file.Flush(flushToDisk: true);
        }

        Delete(System.IO.Path.GetFileName(gone));
    }

    /// <summary>Renames a folder inside this one: all of it at once.</summary>
    public void RenameFolder(string from, string to)
    {
        Step("rename " + to);
        Directory.Move(PathOf(from), PathOf(to));
        Step("flush " + to);
        Flush(Path);
    }

    /// <summary>Moves a file of <paramref name="source"/> here, over one of its name.</summary>
    public void MoveFrom(KeyringFolder source, string sourceName, string name)
    {
        Step("move " + name);
        File.Move(source.PathOf(sourceName), PathOf(name), overwrite: true);
        Flush(Path);
    }

    public void DeleteFolder(string name)
    {
        if (!Directory.Exists(PathOf(name))) return;
        Step("delete " + name);
        Directory.Delete(PathOf(name), recursive: true);
        Flush(Path);
    }

    private static void Step(string name) => BeforeStep.Value?.Invoke(name);

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
