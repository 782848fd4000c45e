namespace Strongroom.Storage;

/// <summary>A change of a guarded record, as its roster sees it. A revision of 0 stands for none.</summary>
internal readonly record struct GuardedChange(RecordType Type, RecordKey Key, long Expected, long Revision);

/// <summary>How the listing of changes went.</summary>
/// <param name="Ready">The commit can be written.</param>
/// <param name="Conflict">A record is no longer as it was read.</param>
/// <param name="Wait">Otherwise: what the caches or commits under way said is not so; to be tried again after this.</param>
internal readonly record struct ListingResult(bool Ready, RecordKey? Conflict, Task Wait)
{
    public static ListingResult Again(Task after) => new(false, null, after);
}

/// <summary>Adds to a commit the rosters and indexes that its guarded records need.</summary>
internal sealed class RosterWriter(IRecordStore store, RecordSeal seal, RecordCaches caches, RecordReader reader, PendingRosters pending)
{
    /// <exception cref="DamagedRecordException">A record is not the one that its roster lists.</exception>
    public async ValueTask<ListingResult> ListAsync(PendingRecords commit, IReadOnlyList<GuardedChange> changes,
        CancellationToken cancellation)
    {
        // An index of a scope is a guarded record itself: its change is listed in the next round.
        while (changes.Count > 0)
        {
            var rosters = new Dictionary<RecordKey, RosterChange>();
            var indexes = new Dictionary<RecordKey, IndexChange>();
            foreach (var change in changes)
            {
                var roster = await RosterOfAsync(rosters, indexes, change, cancellation);
                if (roster is null) return ListingResult.Again(PendingOf(change));
                if (roster.Revision(change.Key) != change.Expected) return await DisagreeAsync(change, roster, cancellation);
                roster.List(change.Key, change.Revision);
            }

            foreach (var (key, roster) in rosters) Add(commit, key, roster);
            var above = new List<GuardedChange>();
            foreach (var (key, index) in indexes) Add(commit, above, key, index);
            changes = above;
        }

        return new(Ready: true, null, Task.CompletedTask);
    }

    private async ValueTask<RosterChange?> RosterOfAsync(Dictionary<RecordKey, RosterChange> rosters,
        Dictionary<RecordKey, IndexChange> indexes, GuardedChange change, CancellationToken cancellation)
    {
        var scope = new RosterScope(change.Type, change.Key);
        if (await ListingAsync(scope, change.Key, cancellation) is not { } listing) return null;
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

    // As it will be once the commits under way are done; null where they do not fit together, because one of them fails.
    private async ValueTask<Listing?> ListingAsync(RosterScope scope, RecordKey key, CancellationToken cancellation)
    {
        if (!pending.TryGet(scope.IndexKey, out var value, out _))
        {
            var durable = await reader.Rosters.ListingAsync(scope, key, cancellation);
            if (durable.Index is null || !pending.TryGet(scope.RosterKey(durable.Bucket), out var next, out _)) return durable;
            return next is null ? null : durable with { Roster = (Stored<Roster>)next };
        }

        if (value is not Stored<RosterIndex> index) return new(null, -1, null);
        var bucket = index.Value.BucketOf(key.Span);
        if (!pending.TryGet(scope.RosterKey(bucket), out var roster, out _))
            roster = await reader.FindAsync(RosterScope.Rosters, scope.RosterKey(bucket), cancellation);
        return roster is not null == index.Value.Has(bucket) ? new(index, bucket, (Stored<Roster>?)roster) : null;
    }

    // Either the caller read the record before somebody changed it, or what is cached, or pending, is not what the store has.
    private async ValueTask<ListingResult> DisagreeAsync(GuardedChange change, RosterChange roster, CancellationToken cancellation)
    {
        var wait = PendingOf(change);
        var stored = await reader.ReadAsync(change.Type, change.Key, cancellation);
        if ((stored?.Revision ?? 0) != change.Expected) return new(false, change.Key, Task.CompletedTask);
        if (wait.IsCompleted)
        {
            caches.Of(RosterScope.Rosters)!.Evict(roster.Index.Scope.RosterKey(roster.Bucket));
            caches.Of(roster.Index.Scope.IndexType)!.Evict(roster.Index.Scope.IndexKey);
        }

        return ListingResult.Again(wait);
    }

    // The commits under way that have to do with a record's listing.
    private Task PendingOf(GuardedChange change)
    {
        var scope = new RosterScope(change.Type, change.Key);
        if (!pending.TryGet(scope.IndexKey, out var value, out var index))
            caches.Of(scope.IndexType)!.TryGet(scope.IndexKey, out value);
        if (value is not Stored<RosterIndex> known) return index;
        pending.TryGet(scope.RosterKey(known.Value.BucketOf(change.Key.Span)), out _, out var roster);
        return Task.WhenAll(index, roster);
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
        var stored = value is null ? null : new Stored<T>(key, revision, value);
        commit.Add(RecordChange.PutOrDelete(key, expected, revision, body), type, stored);
        return revision;
    }

    private sealed class RosterChange(IndexChange index, int bucket, Stored<Roster>? current, Roster next)
    {
        public IndexChange Index => index;

        public int Bucket => bucket;

        public Stored<Roster>? Current => current;

        public Roster Next { get; private set; } = next;

        public long Revision(RecordKey key) => Next.Find(index.Scope.Tail(key));

        public void List(RecordKey key, long revision) => Next = Next.With(index.Scope.Tail(key), revision);
    }

    private sealed class IndexChange(RosterScope scope, Stored<RosterIndex>? current, RosterIndex next)
    {
        public RosterScope Scope => scope;

        public Stored<RosterIndex>? Current => current;

        public RosterIndex Next { get; set; } = next;
    }
}
