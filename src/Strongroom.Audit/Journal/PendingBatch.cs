namespace Strongroom.Audit;

/// <summary>Lines that wait for, or are under, one flush. Two of them take turns: one is filled while the other is written.</summary>
internal sealed class PendingBatch
{
    private byte[] bytes = new byte[64 << 10];
    private int[] ends = new int[64];
    private TaskCompletionSource completion = NewCompletion();

    /// <summary>How many lines it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many lines it held when it was last completed.</summary>
    public int LastCount { get; private set; }

    /// <summary>Bytes of all lines.</summary>
    public int Length { get; private set; }

    /// <summary>All lines, to be written.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    /// <summary>Completes for every appender at once when the batch is durable, or failed.</summary>
    public Task Completion => completion.Task;

    /// <summary>Adds records as lines without chain values.</summary>
    public void Add(RecordBatch records)
    {
        var needed = Length + records.Length + records.Count * ChainedLine.Overhead;
        if (needed > bytes.Length)
            Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
        if (Count + records.Count > ends.Length)
            Array.Resize(ref ends, Math.Max(Count + records.Count, ends.Length * 2));
        var (count, end) = (Count, Length);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            ChainedLine.Lay(record, bytes.AsSpan(end));
            ends[count++] = end += record.Length + ChainedLine.Overhead;
        }

        (Count, Length) = (count, end);
    }

    /// <summary>Fills in all chain values and advances <paramref name="chain"/>.</summary>
    public void Seal(ReadOnlySpan<byte> key, Span<byte> chain)
    {
        for (int i = 0, start = 0; i < Count; start = ends[i++])
            ChainedLine.Seal(key, bytes.AsSpan(start, ends[i] - start), chain);
    }

    /// <summary>Tells all appenders how it ended, and empties the batch.</summary>
    public void Complete(Exception? failure)
    {
        var done = completion;
        completion = NewCompletion();
        LastCount = Count;
        Count = Length = 0;
        if (failure is null)
            done.SetResult();
        else
            done.SetException(failure);
    }

    // One completion for all: the runtime queues each waiter's own continuation, so that the flusher never runs a caller's code.
    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
