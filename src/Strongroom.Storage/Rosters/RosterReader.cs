namespace Strongroom.Storage;

/// <summary>What a scope's rosters say of one record.</summary>
/// <param name="Index">Null when the scope has no rosters yet.</param>
/// <param name="Bucket">The bucket that would list the record; -1 without an index.</param>
/// <param name="Roster">Null when the bucket lists nothing yet.</param>
internal readonly record struct Listing(Stored<RosterIndex>? Index, int Bucket, Stored<Roster>? Roster);

/// <summary>
/// Reads guarded records against the rosters that list them, all of one moment: a commit at the same time never looks like damage.
/// </summary>
internal sealed class RosterReader(IRecordStore store, RecordSeal seal, RecordCaches caches, RecordReader reader)
{
    /// <summary>An index changes when a bucket is first used or emptied: nobody sees it change this often in a row.</summary>
    private const int Tries = 100;

    /// <summary>The stored record, found to be the one that is listed; null where none is stored and none is listed.</summary>
    /// <exception cref="DamagedRecordException"/>
    public async ValueTask<StoredRecord?> ReadAsync(RecordType type, RecordKey key, CancellationToken cancellation)
    {
        var scope = new RosterScope(type, key);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (index, bucket, rosterKey) = await IndexAsync(scope, key, cancellation);
            var ticket = RosterCache.TicketFor(rosterKey);
            var rows = await store.GetManyAsync(index is null ? [scope.IndexKey, key] : [scope.IndexKey, key, rosterKey], cancellation);
            if (!IsCurrent(scope, index, rows[0])) continue;
            if (index is not null)
            {
                var roster = OpenRoster(scope, index, bucket, rosterKey, rows[2], ticket);
                return Demand(rosterKey, key, rows[1], roster?.Value.Find(scope.Tail(key)) ?? 0);
            }

            if (await HasRostersAsync(scope, cancellation))
            {
                // Made just now, or the index was removed: then it stays so.
                if (attempt > 5) throw new DamagedRecordException(scope.IndexKey, "is gone, and the rosters that it listed are not");
                caches.Of(scope.IndexType)?.Evict(scope.IndexKey);
                continue;
            }

            return Demand(scope.IndexKey, key, rows[1], 0);
        }

        throw new TimeoutException($"The rosters of {type.Name} changed too often to be read.");
    }

    /// <summary>What the rosters say of a record, from the cache or the store.</summary>
    /// <exception cref="DamagedRecordException"/>
    public async ValueTask<Listing> ListingAsync(RosterScope scope, RecordKey key, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (index, bucket, rosterKey) = await IndexAsync(scope, key, cancellation);
            if (index is null) return new(null, -1, null);
            var roster = await RosterAsync(scope, index, bucket, cancellation);
            if (roster.IsKnown) return new(index, bucket, roster.Value);
        }

        throw new TimeoutException($"The rosters of {scope.Type.Name} changed too often to be read.");
    }

    /// <summary>One roster of an index; not known when the index has changed, and has to be found anew.</summary>
    /// <exception cref="DamagedRecordException"/>
    public async ValueTask<(bool IsKnown, Stored<Roster>? Value)> RosterAsync(RosterScope scope, Stored<RosterIndex> index, int bucket,
        CancellationToken cancellation)
    {
        var rosterKey = scope.RosterKey(bucket);
        if (RosterCache.TryGet(rosterKey, out var cached) && cached is not null == index.Value.Has(bucket))
            return (true, (Stored<Roster>?)cached);
        var ticket = RosterCache.TicketFor(rosterKey);
        var rows = await store.GetManyAsync([scope.IndexKey, rosterKey], cancellation);
        if (!IsCurrent(scope, index, rows[0])) return (false, null);
        return (true, OpenRoster(scope, index, bucket, rosterKey, rows[1], ticket));
    }

    /// <summary>The revision at which the cached rosters list a record; -1 when that is not known without asking the store.</summary>
    public long CachedRevision(RecordType type, RecordKey key)
    {
        var scope = new RosterScope(type, key);
        if (caches.Of(scope.IndexType)?.TryGet(scope.IndexKey, out var found) != true || found is not Stored<RosterIndex> index) return -1;
        if (!RosterCache.TryGet(scope.RosterKey(index.Value.BucketOf(key.Span)), out var roster) || roster is null) return -1;
        return ((Stored<Roster>)roster).Value.Find(scope.Tail(key));
    }

    private RecordCache RosterCache => caches.Of(RosterScope.Rosters)!;

    private async ValueTask<(Stored<RosterIndex>? Index, int Bucket, RecordKey RosterKey)> IndexAsync(RosterScope scope, RecordKey key,
        CancellationToken cancellation)
    {
        var index = (Stored<RosterIndex>?)await reader.FindAsync(scope.IndexType, scope.IndexKey, cancellation);
        if (index is null) return (null, -1, default);
        var bucket = index.Value.BucketOf(key.Span);
        return (index, bucket, scope.RosterKey(bucket));
    }

    private async ValueTask<bool> HasRostersAsync(RosterScope scope, CancellationToken cancellation) =>
        (await store.RangeAsync(scope.FirstRosterKey.Then(0), scope.FirstRosterKey.EndOfChildren, 1, cancellation: cancellation)).Count > 0;

    // A revision names one body: what was opened at that revision need not be opened again.
    private bool IsCurrent(RosterScope scope, Stored<RosterIndex>? index, StoredRecord? row)
    {
        if ((row?.Revision ?? 0) == (index?.Revision ?? 0)) return true;
        caches.Of(scope.IndexType)?.Evict(scope.IndexKey);
        return false;
    }

    private Stored<Roster>? OpenRoster(RosterScope scope, Stored<RosterIndex> index, int bucket, RecordKey rosterKey, StoredRecord? row,
        int ticket)
    {
        if (row is null && index.Value.Has(bucket)) throw new DamagedRecordException(scope.IndexKey, $"is incomplete: {rosterKey} is gone");
        if (row is not null && !index.Value.Has(bucket))
            throw new DamagedRecordException(rosterKey, "was put back: its index does not list it");
        if (row is not null && RosterCache.TryGet(rosterKey, out var cached) && cached?.Revision == row.Revision)
            return (Stored<Roster>)cached;
        var roster = row is null ? null : (Stored<Roster>)seal.Open(RosterScope.Rosters, row);
        RosterCache.Install(rosterKey, roster, ticket);
        return roster;
    }

    private static StoredRecord? Demand(RecordKey rosterKey, RecordKey key, StoredRecord? row, long listed)
    {
        if ((row?.Revision ?? 0) == listed) return row;
        if (row is null) throw new DamagedRecordException(rosterKey, $"is incomplete: {key} is gone");
        throw new DamagedRecordException(key, listed == 0
            ? "is on no roster: it was put back after its end, or never written by us"
            : "was put back from an earlier time: its roster lists another revision");
    }
}
