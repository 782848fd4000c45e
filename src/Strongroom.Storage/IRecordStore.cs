namespace Strongroom.Storage;

/// <summary>Ordered, transactional records: all that Strongroom knows of a database.</summary>
/// <remarks>
/// Keys are compared as unsigned bytes. Implementations: SQLite (default), memory, PostgreSQL (later). One contract suite runs over all.
/// A revision is unique among all writes that the installation ever made, so an old record put back never carries a current revision.
/// </remarks>
public interface IRecordStore : IAsyncDisposable
{
    /// <summary>The record at <paramref name="key"/>, or null.</summary>
    ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellation = default);

    /// <summary>The records at <paramref name="keys"/>, null for each absent one, all of one moment.</summary>
    ValueTask<StoredRecord?[]> GetManyAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellation = default);

    /// <summary>At most <paramref name="limit"/> records with <paramref name="from"/> ≤ key &lt; <paramref name="to"/>, in order of key; from the end when <paramref name="reverse"/>.</summary>
    ValueTask<IReadOnlyList<StoredRecord>> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false, CancellationToken cancellation = default);

    /// <summary>A revision that no record ever had and none will have but by this caller's write. Touches no disk.</summary>
    long NextRevision();

    /// <summary>Writes all of <paramref name="changes"/> durably, or nothing.</summary>
    /// <returns>Committed; or the key whose stored revision is not the expected one.</returns>
    /// <exception cref="StoreFullException">The disk is full; nothing was written, and the store recovers by itself.</exception>
    /// <exception cref="StoreFailedException">The store cannot vouch for what is on disk (a failed fsync, an I/O error): it takes no more writes until restarted.</exception>
    ValueTask<CommitResult> CommitAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellation = default);

    /// <summary>Is false once a write has failed in a way that only a restart mends.</summary>
    bool IsHealthy { get; }
}

/// <summary>A record as it is stored: the body is opaque (sealed) bytes.</summary>
public sealed record StoredRecord(RecordKey Key, long Revision, ReadOnlyMemory<byte> Body);

/// <summary>One step of a commit. Every step names the revision that it expects to find; 0 means that no record may be there.</summary>
/// <param name="Key">The record.</param>
/// <param name="ExpectedRevision">The revision that must be stored now; 0 for none; <see cref="AnyRevision"/> not to care.</param>
/// <param name="Revision">The new revision, from <see cref="IRecordStore.NextRevision"/>; 0 to delete; for a check, the expected one.</param>
/// <param name="Body">The new body; null to delete or only to check.</param>
public readonly record struct RecordChange(RecordKey Key, long ExpectedRevision, long Revision, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Writes or deletes whatever is there. For append-only records with unique keys.</summary>
    public const long AnyRevision = -1;

    /// <summary>Writes <paramref name="body"/> over the record of revision <paramref name="expected"/>.</summary>
    public static RecordChange Put(RecordKey key, long expected, long revision, ReadOnlyMemory<byte> body) => new(key, expected, revision, body);

    /// <summary>Deletes the record of revision <paramref name="expected"/>.</summary>
    public static RecordChange Delete(RecordKey key, long expected) => new(key, expected, 0, null);

    /// <summary>Writes nothing, and fails the commit unless the record has revision <paramref name="expected"/>.</summary>
    public static RecordChange Check(RecordKey key, long expected) => new(key, expected, expected == 0 ? CheckAbsent : expected, null);

    private const long CheckAbsent = -2;

    /// <summary>True when this step only checks.</summary>
    public bool IsCheck => Body is null && Revision != 0;

    /// <summary>True when this step deletes.</summary>
    public bool IsDelete => Body is null && Revision == 0;
}

/// <summary>How a commit ended.</summary>
/// <param name="Conflict">Null when committed; else the first key whose revision was another.</param>
public readonly record struct CommitResult(RecordKey? Conflict)
{
    /// <summary>True when everything was written.</summary>
    public bool Committed => Conflict is null;
}

/// <summary>The disk is full: the write was refused whole, and later ones may succeed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The store no longer takes writes, because a write's fate is unknown or the disk failed. Restart to recover.</summary>
public sealed class StoreFailedException(string message, Exception? inner = null) : IOException(message, inner);
