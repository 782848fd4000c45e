namespace Strongroom.Storage;

/// <summary>A change of a guarded record, as its roster sees it. A revision of 0 stands for none.</summary>
internal readonly record struct GuardedChange(RecordType Type, RecordKey Key, long Expected, long Revision);

/// <summary>How the listing of changes went: ready to be written; or a record is no longer as it was read; or what was cached is old: once more.</summary>
internal readonly record struct ListingResult(bool Ready, RecordKey? Conflict);

/// <summary>Adds to a commit the rosters and indexes that its guarded records need.</summary>
internal sealed class RosterWriter(IRecordStore store, RecordSeal seal, RecordCaches caches, RecordReader reader)
{
    /// <exception cref="DamagedRecordException">A record is not the one that its roster lists.</exception>
    public async ValueTask<ListingResult> ListAsync(PendingRecords commit, IReadOnlyList<GuardedChange> changes, CancellationToken cancellation)
    {
        // An index of a scope is a guarded record itself: its change is listed in the next round.
        while (changes.Count > 0)
        {
            var rosters = new Dictionary<RecordKey, RosterChange>();
            var indexes = new Dictionary<RecordKey, IndexChange>();
            foreach (var change in changes)
            {
                var roster = await RosterOfAsync(rosters, indexes, change, cancellation);
                if (roster.Next.Find(roster.Index.Scope.Tail(change.Key)) != change.Expected) return await DisagreeAsync(change, roster, cancellation);
                roster.Next = roster.Next.With(roster.Index.Scope.Tail(change.Key), change.Revision);
            }

            foreach (var (key, roster) in rosters) Add(commit, key, roster);
            var above = new List<GuardedChange>();
            foreach (var (key, index) in indexes) Add(commit, above, key, index);
            changes = above;
        }

        return new(Ready: true, null);
    }

    private async ValueTask<RosterChange> RosterOfAsync(Dictionary<RecordKey, RosterChange> rosters, Dictionary<RecordKey, IndexChange> indexes,
        GuardedChange change, CancellationToken cancellation)
    {
        var scope = new RosterScope(change.Type, change.Key);
        var listing = await reader.Rosters.ListingAsync(scope, change.Key, cancellation);
        var indexKey = scope.IndexKey;
        if (!indexes.TryGetValue(indexKey, out var index))
        {
            index = new(scope, listing.Index, listing.Index?.Value ?? RosterIndex.Create(change.Type.RosterBuckets));
            indexes.Add(indexKey, index);
        }

        var bucket = index.Next.BucketOf(change.Key.Span);
        var rosterKey = scope.RosterKey(bucket);
        if (!rosters.TryGetValue(rosterKey, out var roster))
        {
            roster = new(index, bucket, listing.Roster, listing.Roster?.Value ?? Roster.Empty);
            rosters.Add(rosterKey, roster);
        }

        return roster;
    }

    // Either the caller read the record before somebody changed it, or the cached roster is behind the store.
    private async ValueTask<ListingResult> DisagreeAsync(GuardedChange change, RosterChange roster, CancellationToken cancellation)
    {
        var scope = roster.Index.Scope;
        caches.Of(RosterScope.Rosters)!.Evict(scope.RosterKey(roster.Bucket));
        caches.Of(scope.IndexType)!.Evict(scope.IndexKey);
        var stored = await reader.ReadAsync(change.Type, change.Key, cancellation);
        return new(Ready: false, (stored?.Revision ?? 0) == change.Expected ? null : change.Key);
    }

    private void Add(PendingRecords commit, RecordKey key, RosterChange roster)
    {
        var isEmpty = roster.Next.Count == 0;
        if (ReferenceEquals(roster.Next, roster.Current?.Value ?? Roster.Empty)) return;
        if (roster.Current is null || isEmpty) roster.Index.Next = roster.Index.Next.With(roster.Bucket, present: !isEmpty);
        Add(commit, RosterScope.Rosters, key, roster.Current?.Revision ?? 0, isEmpty ? null : roster.Next);
    }

    private void Add(PendingRecords commit, List<GuardedChange> above, RecordKey key, IndexChange index)
    {
        if (ReferenceEquals(index.Next, index.Current?.Value) || (index.Current is null && index.Next.IsEmpty)) return;
        var type = index.Scope.IndexType;
        var expected = index.Current?.Revision ?? 0;
        var revision = Add(commit, type, key, expected, index.Next.IsEmpty ? null : index.Next);
        if (type.Guarded) above.Add(new(type, key, expected, revision));
    }

    private long Add<T>(PendingRecords commit, RecordType<T> type, RecordKey key, long expected, T? value) where T : class
    {
        var revision = value is null ? 0 : store.NextRevision();
        var body = value is null ? null : seal.Seal(key, revision, type.Codec, value);
        commit.Add(RecordChange.PutOrDelete(key, expected, revision, body), type, value is null ? null : new Stored<T>(key, revision, value));
        return revision;
    }

    private sealed class RosterChange(IndexChange index, int bucket, Stored<Roster>? current, Roster next)
    {
        public IndexChange Index => index;

        public int Bucket => bucket;

        public Stored<Roster>? Current => current;

        public Roster Next { get; set; } = next;
    }

    private sealed class IndexChange(RosterScope scope, Stored<RosterIndex>? current, RosterIndex next)
    {
        public RosterScope Scope => scope;

        public Stored<RosterIndex>? Current => current;

        public RosterIndex Next { get; set; } = next;
    }
}
