using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strongroom.Audit;

/// <summary>A journal's folder on a local disk: owner-only, and held by one process at a time.</summary>
internal sealed partial class DiskJournalFiles : IJournalFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder;
    private readonly SafeFileHandle held;

    public DiskJournalFiles(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(this.folder);
        else
            Directory.CreateDirectory(this.folder, OwnerOnly | UnixFileMode.UserExecute);
        held = File.OpenHandle(Path.Combine(this.folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    public IJournalFile Create(string name)
    {
        var handle = File.OpenHandle(Path.Combine(folder, name), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, OwnerOnly);
        return new DiskFile(handle);
    }

    public IJournalFile Open(string name, bool write) =>
        new DiskFile(File.OpenHandle(Path.Combine(folder, name), FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite));

    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    public void SyncFolder()
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = NativeOpen(folder, CloseOnExec);
        if (descriptor < 0)
            throw Failure("open");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (NativeFsync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw Failure("fsync");
        }
    }

    public void Dispose() => held.Dispose();

    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    private static IOException Failure(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int NativeFsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int NativeFdatasync(SafeFileHandle file);

    private sealed class DiskFile(SafeFileHandle handle) : IJournalFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Flush()
        {
            // RandomAccess.FlushToDisk passes over errors of file systems that cannot flush; a journal must not.
            if (!OperatingSystem.IsLinux())
            {
                RandomAccess.FlushToDisk(handle);
                return;
            }

            while (NativeFdatasync(handle) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw Failure("fdatasync");
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
