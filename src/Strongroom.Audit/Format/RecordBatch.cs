using System.Buffers;

namespace Strongroom.Audit;

/// <summary>Finished records on their way into the journal, one behind the other in one reused buffer.</summary>
/// <remarks>
/// Lives within one synchronous step: <see cref="Rent"/>, write, hand to <see cref="IAuditJournal.AppendAsync"/> (which copies), <see cref="Dispose"/>.
/// One batch is kept per thread; a buffer that grew beyond 64 KiB is let go.
/// </remarks>
public sealed class RecordBatch : IBufferWriter<byte>, IDisposable
{
    private const int KeptBytes = 64 << 10;

    [ThreadStatic]
    private static RecordBatch? spare;

    private byte[] bytes = new byte[4096];
    private int[] ends = new int[4];
    private int length;

    /// <summary>An empty batch.</summary>
    public static RecordBatch Rent()
    {
        var batch = spare ?? new RecordBatch();
        spare = null;
        return batch;
    }

    /// <summary>How many records are complete.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all complete records.</summary>
    public int Length => Count == 0 ? 0 : ends[Count - 1];

    /// <summary>A complete record: one JSON object in UTF-8, without a line break.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan()[(index == 0 ? 0 : ends[index - 1])..ends[index]];

    /// <summary>Adds a finished record.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        record.CopyTo(GetSpan(record.Length));
        Advance(record.Length);
        Complete();
    }

    /// <summary>Ends the record that was written through the buffer writer.</summary>
    public void Complete()
    {
        if (Count == ends.Length)
            Array.Resize(ref ends, Count * 2);
        ends[Count++] = length;
    }

    /// <summary>Drops what was written since the last complete record.</summary>
    public void Rewind() => length = Length;

    /// <summary>Bytes written since the last complete record.</summary>
    public int Unfinished => length - Length;

    /// <summary>A batch of its own with the same records, for a caller that must wait.</summary>
    public RecordBatch Copy() => new() { bytes = bytes[..Math.Max(length, 1)], ends = [.. ends], length = length, Count = Count };

    /// <inheritdoc/>
    public void Advance(int count) => length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(length);
    }

    /// <summary>Gives the batch back.</summary>
    public void Dispose()
    {
        Count = length = 0;
        if (bytes.Length <= KeptBytes)
            spare = this;
    }

    private void Reserve(int sizeHint)
    {
        var needed = checked(length + Math.Max(sizeHint, 1));
        if (needed > bytes.Length)
            Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
    }
}
