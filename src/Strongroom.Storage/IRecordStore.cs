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

    /// <summary>
    /// At most <paramref name="limit"/> records with <paramref name="from"/> ≤ key &lt; <paramref name="to"/>, in order of key; from the
    /// end when <paramref name="reverse"/>.
    /// </summary>
    ValueTask<IReadOnlyList<StoredRecord>> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false,
        CancellationToken cancellation = default);

    /// <summary>A revision that no record ever had and none will have but by this caller's write. Touches no disk.</summary>
    long NextRevision();

    /// <summary>
    /// Writes all of <paramref name="changes"/> durably, or nothing. Once it is under way, cancelling no longer stops it.
    /// </summary>
    /// <returns>Committed; or the first of the keys whose stored revision is not the expected one.</returns>
    /// <exception cref="ArgumentException">No commit may name a key twice, write a revision that <see cref="NextRevision"/> never gave, or
    /// a body
    /// of more than <see cref="MaxBodyLength"/>.</exception>
    /// <exception cref="StoreFullException">The disk is full; nothing was written, and the store recovers by itself.</exception>
    /// <exception cref="StoreFailedException">The store cannot vouch for what is on disk (a failed fsync, an I/O error): it takes no more
    /// writes until restarted.</exception>
    ValueTask<CommitResult> CommitAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellation = default);

    /// <summary>
    /// How many commits that wrote something the store has ever taken, kept in the same transaction as what they wrote. A store whose
    /// position
    /// is behind one that was noted elsewhere has been rolled back.
    /// </summary>
    long Position { get; }

    /// <summary>Leaves no byte of deleted or overwritten records in the store's files; what was acknowledged before is included.</summary>
    /// <exception cref="StoreFailedException"/>
    ValueTask ScrubAsync(CancellationToken cancellation = default);

    /// <summary>Is false once a write has failed in a way that only a restart mends.</summary>
    bool IsHealthy { get; }

    /// <summary>The most bytes that a body may have. What is larger is a blob.</summary>
    const int MaxBodyLength = 1 << 20;
}
