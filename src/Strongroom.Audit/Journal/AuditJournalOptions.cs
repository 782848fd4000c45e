namespace Strongroom.Audit;

/// <summary>Sizes of a journal on disk.</summary>
public sealed record AuditJournalOptions
{
    /// <summary>A segment that has reached this many bytes is closed and the next begun. A batch is never split, so segments end a little larger.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Appenders wait once this many bytes wait for the flusher.</summary>
    public int BufferBytes { get; init; } = 4 << 20;

    /// <summary>How many times, at most, the flusher waits some 100 microseconds for more records to share its flush; 0 never.</summary>
    public int GatherSteps { get; init; } = 4;
}
