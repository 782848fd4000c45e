namespace Strongroom.Storage;

/// <summary>Turns staged changes into one commit of records, rosters and indexes, and applies it to the caches.</summary>
internal sealed class RecordCommitter(IRecordStore store, RecordSeal seal, RecordCaches caches, RecordReader reader)
{
    private const int Tries = 16;
    private readonly RosterWriter rosters = new(store, seal, caches, reader);
    private readonly RosterLocks locks = new(reader);

    public async ValueTask<CommitResult> CommitAsync(StagedChanges changes, CancellationToken cancellation)
    {
        var commit = new PendingRecords();
        var guarded = new List<GuardedChange>();
        foreach (var change in changes.Changes) Add(commit, guarded, change);
        var own = commit.Count;
        using var held = await locks.EnterAsync(guarded, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            commit.Truncate(own);
            var listed = await rosters.ListAsync(commit, guarded, cancellation);
            if (listed.Conflict is { } stale) return Refuse(commit, stale);
            if (listed.Ready)
            {
                var result = await WriteAsync(commit, cancellation);
                if (result.Conflict is not { } key) return result;
                caches.Evict(commit, key);
                if (commit.IndexOf(key) < own) return result;
            }

            if (attempt == Tries) return Refuse(commit, commit.First);
        }
    }

    private CommitResult Refuse(PendingRecords commit, RecordKey key)
    {
        caches.Evict(commit, key);
        return new(key, store.Position);
    }

    private void Add(PendingRecords commit, List<GuardedChange> guarded, StagedChange change)
    {
        if (change is not StagedWrite write)
        {
            commit.Add(RecordChange.Check(change.Key, change.Expected), null, null);
            return;
        }

        var revision = write is StagedDelete ? 0 : store.NextRevision();
        commit.Add(RecordChange.PutOrDelete(write.Key, write.Expected, revision, write.Seal(seal, revision)), write.Type, write.ValueAt(revision));
        if (write.Type.Guarded) guarded.Add(new(write.Type, write.Key, write.Expected, revision));
    }

    private async ValueTask<CommitResult> WriteAsync(PendingRecords commit, CancellationToken cancellation)
    {
        try
        {
            var result = await store.CommitAsync(commit.Steps, cancellation);
            if (result.Committed) caches.Apply(commit, result.Position);
            return result;
        }
        catch (Exception error) when (error is not (StoreFullException or OperationCanceledException))
        {
            // Perhaps it is written, perhaps not: only the store can tell now.
            caches.Evict(commit);
            throw;
        }
    }
}
