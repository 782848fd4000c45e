namespace Strongroom.Audit;

/// <summary>The one ordered, durable log of records. Implementations: segment files on one node; a table on many (later).</summary>
public interface IAuditJournal : IAsyncDisposable
{
    /// <summary>Appends all of <paramref name="records"/>, in order and in one piece; completes once they are durable.</summary>
    /// <remarks>Copies before it returns, so the batch may be reused at once. What has been handed over cannot be taken back: there is no cancellation.</remarks>
    /// <exception cref="AuditUnavailableException">The records are not acknowledged, and after a restart they may be in the journal or not.</exception>
    ValueTask AppendAsync(RecordBatch records);

    /// <summary>Everything before this position is durable; later appends land at or behind it.</summary>
    JournalPosition End { get; }

    /// <summary>False once only a restart helps: what was written can no longer be vouched for.</summary>
    bool IsHealthy { get; }

    /// <summary>The durable records from <paramref name="from"/> on, in order.</summary>
    /// <param name="from">Where an earlier reading ended (<see cref="JournalEntry.Next"/>), or default for the oldest record.</param>
    /// <param name="follow">True to wait for further records, until cancelled; false to end at the present end.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<JournalEntry> ReadAsync(JournalPosition from, bool follow, CancellationToken cancellation = default);

    /// <summary>A page of the events that are looked for, newest first, at a bounded cost.</summary>
    ValueTask<LookupPage> FindAsync(LookupQuery query, CancellationToken cancellation = default);

    /// <summary>Deletes what is older than <paramref name="time"/>, in whole segments; says how many segments that were.</summary>
    ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation = default);
}

/// <summary>A place in the journal. Places compare in the order of writing.</summary>
/// <param name="Segment">The segment's number, from 1.</param>
/// <param name="Offset">Bytes from the segment's start, at the start of a line.</param>
public readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    /// <inheritdoc/>
    public int CompareTo(JournalPosition other) => (Segment, Offset).CompareTo((other.Segment, other.Offset));

    /// <summary>Is before.</summary>
    public static bool operator <(JournalPosition left, JournalPosition right) => left.CompareTo(right) < 0;

    /// <summary>Is before or the same.</summary>
    public static bool operator <=(JournalPosition left, JournalPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Is behind.</summary>
    public static bool operator >(JournalPosition left, JournalPosition right) => left.CompareTo(right) > 0;

    /// <summary>Is behind or the same.</summary>
    public static bool operator >=(JournalPosition left, JournalPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>One record as it stands in the journal.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Next">Where to go on reading.</param>
/// <param name="Record">The record's JSON, without the chain.</param>
public readonly record struct JournalEntry(JournalPosition Position, JournalPosition Next, ReadOnlyMemory<byte> Record);
