namespace Strongroom.Storage;

/// <summary>Reads of every type: through the cache, past it, and in ranges.</summary>
internal sealed class RecordReader
{
    private readonly IRecordStore store;
    private readonly RecordSeal seal;
    private readonly RecordCaches caches;

    public RecordReader(IRecordStore store, RecordSeal seal, RecordCaches caches)
    {
        (this.store, this.seal, this.caches) = (store, seal, caches);
        Rosters = new(store, seal, caches, this);
    }

    public RosterReader Rosters { get; }

    /// <summary>From the cache, or from the store and then kept.</summary>
    public async ValueTask<Stored?> FindAsync(RecordType type, RecordKey key, CancellationToken cancellation)
    {
        if (caches.Of(type) is not { } cache) return await ReadAsync(type, key, cancellation);
        if (cache.TryGet(key, out var cached)) return cached;
        var ticket = cache.TicketFor(key);
        var stored = await ReadAsync(type, key, cancellation);
        cache.Install(key, stored, ticket);
        return stored;
    }

    /// <summary>From the store, opened and found where it must be.</summary>
    /// <exception cref="DamagedRecordException"/>
    public async ValueTask<Stored?> ReadAsync(RecordType type, RecordKey key, CancellationToken cancellation)
    {
        if (!type.Owns(key)) throw new ArgumentException($"{key} is no key of the type {type.Name}.", nameof(key));
        var row = type.Guarded ? await Rosters.ReadAsync(type, key, cancellation) : await store.GetAsync(key, cancellation);
        return row is null ? null : seal.Open(type, row);
    }

    /// <exception cref="DamagedRecordException"/>
    public async ValueTask<IReadOnlyList<Stored<T>>> RangeAsync<T>(RecordType<T> type, RecordKey from, RecordKey to, int limit,
        bool reverse, CancellationToken cancellation) where T : class
    {
        var rows = await store.RangeAsync(from, to, limit, reverse, cancellation);
        var page = new List<Stored<T>>(rows.Count);
        foreach (var row in rows)
        {
            if (!type.Owns(row.Key)) throw new ArgumentException($"The range from {from} to {to} leaves the type {type.Name}.", nameof(to));
            if (!TupleEncoding.IsTuple(row.Key.Span) || (type.Guarded && !RosterScope.Covers(type, row.Key)))
                throw new DamagedRecordException(row.Key, "was not written by us");

            // Where the cached rosters already list this revision no more need be read; else the record once more, with its roster.
            var isListed = !type.Guarded || Rosters.CachedRevision(type, row.Key) == row.Revision;
            var stored = isListed ? seal.Open(type, row) : await ReadAsync(type, row.Key, cancellation);
            if (stored is not null) page.Add((Stored<T>)stored);
        }

        if (type is { Guarded: true, RosterBuckets: 1 }) await DemandCompleteAsync(type, rows, from, to, limit, reverse, cancellation);
        return page;
    }

    // Every record that the scope's one roster lists inside the range must have been read, as far as the page goes.
    private async ValueTask DemandCompleteAsync(RecordType type, IReadOnlyList<StoredRecord> rows, RecordKey from, RecordKey to, int limit,
        bool reverse, CancellationToken cancellation)
    {
        if (rows.Count == limit) (from, to) = reverse ? (rows[^1].Key, to) : (from, rows[^1].Key);
        if (ScopeOf(type, from, to) is not { } scope) return;
        var read = rows.Select(row => row.Key).ToHashSet();
        var listing = await Rosters.ListingAsync(scope, scope.Parent, cancellation);
        foreach (var (tail, _) in listing.Roster?.Value.Entries ?? [])
        {
            var key = scope.KeyOf(tail.Span);
            if (key >= from && key < to && !read.Contains(key)) await ReadAsync(type, key, cancellation);
        }
    }

    // The one scope that a range lies in; null where it spans several, or none.
    private static RosterScope? ScopeOf(RecordType type, RecordKey from, RecordKey to)
    {
        var length = TupleEncoding.LengthOf(from.Span, 1 + type.RosterScope);
        if (length < 0) return null;
        var parent = RecordKey.Stored(from.Span[..length]);
        return to <= parent.EndOfChildren ? new(type, parent.Then("")) : null;
    }
}
