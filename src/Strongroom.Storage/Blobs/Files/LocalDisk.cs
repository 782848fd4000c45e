using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strongroom.Storage.Files;

/// <summary>The machine's own disk.</summary>
internal sealed partial class LocalDisk : IBlobDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public IBlobFile Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, OwnerOnly);
        return new LocalFile(handle);
    }

    public IBlobFile? Open(string path, bool write)
    {
        try
        {
            var access = write ? FileAccess.ReadWrite : FileAccess.Read;
            return new LocalFile(File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Move(string from, string to) => File.Move(from, to);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string path) => OwnedFolder.Sync(path);

    private sealed partial class LocalFile(SafeFileHandle handle) : IBlobFile
    {
        private const int Interrupted = 4;
        private const uint StartWriting = 2;

        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> buffer)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (read == 0) break;
                total += read;
            }

            return total;
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces) => RandomAccess.Write(handle, pieces, offset);

        public void StartFlush(long offset, long length)
        {
            if (OperatingSystem.IsLinux()) _ = SyncFileRange(handle, offset, length, StartWriting);
        }

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        // RandomAccess.FlushToDisk passes over errors of file systems that cannot flush; a store must not.
        public void Flush()
        {
            if (!OperatingSystem.IsLinux())
            {
                RandomAccess.FlushToDisk(handle);
                return;
            }

            while (DataSync(handle) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) throw new IOException($"fdatasync failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }

        public void Dispose() => handle.Dispose();

        [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int DataSync(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
    }
}
