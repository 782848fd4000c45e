namespace Strongroom.Audit.Tests;

/// <summary>
/// A folder in memory that can lose power: it knows of each file what was written and what was flushed, and of the folder which names are durable.
/// Before each step it asks <see cref="Fault"/>, which may throw.
/// </summary>
internal sealed class FakeDisk : IJournalFiles
{
    private readonly Dictionary<string, Content> files = [];
    private HashSet<string> durableNames = [];

    /// <summary>Called with the step's name (create, write, truncate, flush, sync, delete) before it happens.</summary>
    public Action<string>? Fault { get; set; }

    /// <summary>How many bytes of the next failing write reach the file all the same.</summary>
    public int PartOfFailedWrite { get; set; }

    public int Flushes { get; private set; }

    public long BytesRead { get; set; }

    public static IOException Full => new("No space left on device", 28);

    public static IOException Broken => new("Input/output error", 5);

    public byte[] this[string name]
    {
        get => [.. files[name].Written];
        set => files[name] = new() { Written = [.. value], Flushed = [.. value] };
    }

    public IReadOnlyList<string> Names => [.. files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What a restart finds after the process was killed: all that was written.</summary>
    public FakeDisk AfterKill()
    {
        var disk = new FakeDisk();
        foreach (var (name, content) in files)
            disk[name] = [.. content.Written];
        disk.durableNames = [.. files.Keys];
        return disk;
    }

    /// <summary>What a restart finds after the power went: what was flushed, and the first part of what was not.</summary>
    public FakeDisk AfterPowerLoss(double part)
    {
        var disk = new FakeDisk();
        foreach (var (name, content) in files.Where(file => durableNames.Contains(file.Key)))
        {
            var (from, to) = (content.Flushed.Count, content.Written.Count);
            disk[name] = to <= from ? [.. content.Flushed] : [.. content.Written.Take(from + (int)((to - from) * part))];
        }

        disk.durableNames = [.. disk.files.Keys];
        return disk;
    }

    public IReadOnlyList<string> List() => Names;

    public IJournalFile Create(string name)
    {
        Fault?.Invoke("create");
        files[name] = new();
        return new File(this, files[name]);
    }

    public IJournalFile Open(string name, bool write) => new File(this, files[name]);

    public void Delete(string name)
    {
        Fault?.Invoke("delete");
        files.Remove(name);
    }

    public void SyncFolder()
    {
        Fault?.Invoke("sync");
        durableNames = [.. files.Keys];
    }

    public void Dispose()
    {
    }

    private sealed class Content
    {
        public List<byte> Written { get; set; } = [];

        public List<byte> Flushed { get; set; } = [];
    }

    private sealed class File(FakeDisk disk, Content content) : IJournalFile
    {
        public long Length => content.Written.Count;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (content)
            {
                var count = (int)Math.Clamp(content.Written.Count - offset, 0, buffer.Length);
                for (var i = 0; i < count; i++)
                    buffer[i] = content.Written[(int)offset + i];
                disk.BytesRead += count;
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                disk.Fault?.Invoke("write");
            }
            catch
            {
                Put(bytes[..Math.Min(disk.PartOfFailedWrite, bytes.Length)], offset);
                throw;
            }

            Put(bytes, offset);
        }

        public void Truncate(long length)
        {
            disk.Fault?.Invoke("truncate");
            content.Written = content.Written[..(int)length];
        }

        public void Flush()
        {
            disk.Fault?.Invoke("flush");
            disk.Flushes++;
            content.Flushed = [.. content.Written];
        }

        public void Dispose()
        {
        }

        private void Put(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (content)
            {
                var over = (int)Math.Min(content.Written.Count - offset, bytes.Length);
                content.Written.RemoveRange((int)offset, over);
                content.Written.InsertRange((int)offset, bytes);
            }
        }
    }
}
