using Strongroom.Storage.Files;

namespace Strongroom.Storage.Tests;

/// <summary>The real disk, with faults: before each step (create, write, flush, move, sync) it asks <see cref="Fault"/> for an error.</summary>
internal sealed class FaultyDisk : IBlobDisk
{
    private readonly LocalDisk inner = new();

    public Func<string, Exception?>? Fault { get; set; }

    public static IOException Full => new("No space left on device", 28);

    public static IOException Broken => new("Input/output error", 5);

    public IBlobFile Create(string path)
    {
        Step("create");
        return new FaultyFile(this, inner.Create(path));
    }

    public IBlobFile? Open(string path, bool write) => inner.Open(path, write) is { } file ? new FaultyFile(this, file) : null;

    public void Move(string from, string to)
    {
        Step("move");
        inner.Move(from, to);
    }

    public void Delete(string path) => inner.Delete(path);

    public void SyncFolder(string path)
    {
        Step("sync");
        inner.SyncFolder(path);
    }

    private void Step(string name)
    {
        if (Fault?.Invoke(name) is { } error) throw error;
    }

    private sealed class FaultyFile(FaultyDisk disk, IBlobFile file) : IBlobFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
        {
            try
            {
                disk.Step("write");
            }
            catch (IOException)
            {
                // As a disk does: a part arrives all the same.
                file.Write(offset, [pieces[0][..(pieces[0].Length / 2)]]);
                throw;
            }

            file.Write(offset, pieces);
        }

        public void StartFlush(long offset, long length) => file.StartFlush(offset, length);

        public void Truncate(long length) => file.Truncate(length);

        public void Flush()
        {
            disk.Step("flush");
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
