using Strongroom.Cryptography;

namespace Strongroom.Storage;

/// <summary>
/// Records as services see them: typed, sealed (each body with its key and revision as context), guarded by rosters, and cached.
/// </summary>
/// <remarks>On one node the cache is exact: a commit applies its changes to the cache before it is acknowledged.</remarks>
public sealed class Records
{
    private readonly RecordCaches caches = new();
    private readonly RecordSeal seal;
    private readonly RecordReader reader;
    private readonly RecordCommitter committer;
    private readonly RecordVerifier verifier;

    /// <summary>Records in <paramref name="store"/>, sealed under <paramref name="keys"/>. Owns neither.</summary>
    public Records(IRecordStore store, IPurposeKeys keys)
    {
        Store = store;
        seal = new(keys);
        reader = new(store, seal, caches);
        committer = new(store, seal, caches, reader);
        verifier = new(store, seal, reader);
    }

    /// <summary>The record, from the cache or the store; null where there is none.</summary>
    /// <exception cref="DamagedRecordException">The record was edited, moved, rolled back or removed behind our back.</exception>
    public ValueTask<Stored<T>?> FindAsync<T>(RecordType<T> type, RecordKey key, CancellationToken cancellation = default)
        where T : class =>
        caches.Of(type) is { } cache && cache.TryGet(key, out var cached)
            ? new((Stored<T>?)cached)
            : Typed<T>(reader.FindAsync(type, key, cancellation));

    /// <summary>The record as the store has it, past the cache.</summary>
    /// <exception cref="DamagedRecordException"/>
    public ValueTask<Stored<T>?> ReadAsync<T>(RecordType<T> type, RecordKey key, CancellationToken cancellation = default)
        where T : class =>
        Typed<T>(reader.ReadAsync(type, key, cancellation));

    /// <summary>Records in order of key, past the cache; see <see cref="IRecordStore.RangeAsync"/>.</summary>
    /// <remarks>
    /// Each record is checked against its roster. That none is missing is checked where the type has one roster for each scope
    /// (<see cref="RecordType.RosterBuckets"/> is 1) and the range lies in one.
    /// </remarks>
    /// <exception cref="DamagedRecordException"/>
    public ValueTask<IReadOnlyList<Stored<T>>> RangeAsync<T>(RecordType<T> type, RecordKey from, RecordKey to, int limit,
        bool reverse = false, CancellationToken cancellation = default) where T : class =>
        reader.RangeAsync(type, from, to, limit, reverse, cancellation);

    /// <summary>Seals and writes all staged changes with their rosters, or nothing, then applies them to the cache.</summary>
    /// <returns>Committed; or a key of the staged changes that is no longer as it was read. Read again, decide again, commit
    /// again.</returns>
    /// <exception cref="DamagedRecordException">A record to be changed is not the one that its roster lists.</exception>
    /// <exception cref="StoreFullException"/>
    /// <exception cref="StoreFailedException"/>
    public ValueTask<CommitResult> CommitAsync(StagedChanges changes, CancellationToken cancellation = default) =>
        changes.IsEmpty ? new(new CommitResult(null, Store.Position)) : committer.CommitAsync(changes, cancellation);

    /// <summary>Reads the whole store and names everything that is damaged, missing, or of none of <paramref name="types"/>.</summary>
    /// <remarks>Takes as long as there are records, and little memory. Commits may go on meanwhile.</remarks>
    public IAsyncEnumerable<DamagedRecordException> VerifyAsync(IReadOnlyCollection<RecordType> types,
        CancellationToken cancellation = default) =>
        verifier.VerifyAsync(types, cancellation);

    /// <summary>True if a row is what was written under its key and revision. Whether it is the latest, only its roster knows.</summary>
    public bool IsIntact(StoredRecord row) => seal.IsIntact(row);

    /// <summary>A row of a snapshot, opened; null where it is not intact.</summary>
    public Stored<T>? Read<T>(RecordType<T> type, StoredRecord row) where T : class => seal.IsIntact(row) ? (Stored<T>)seal.Open(type, row) : null;

    /// <summary>Where the records are.</summary>
    public IRecordStore Store { get; }

    private static async ValueTask<Stored<T>?> Typed<T>(ValueTask<Stored?> read) where T : class => (Stored<T>?)await read;
}

/// <summary>A stored record is not what was written: edited, moved, rolled back, or removed. Never read as absent.</summary>
public sealed class DamagedRecordException(RecordKey key, string reason) : Exception($"The record {key} {reason}.")
{
    /// <summary>The record.</summary>
    public RecordKey Key => key;
}
