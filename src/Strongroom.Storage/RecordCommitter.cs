namespace Strongroom.Storage;

/// <summary>Turns staged changes into one commit of records, rosters, indexes and tallies, and applies it to the caches.</summary>
/// <remarks>
/// Nothing but the revisions that the store checks keeps commits apart; locks and pending rosters only spare it vain attempts.
/// </remarks>
internal sealed class RecordCommitter(IRecordStore store, RecordSeal seal, RecordCaches caches, RecordReader reader)
{
    private const int Tries = 16;
    private readonly PendingRosters pending = new();
    private readonly RosterLocks locks = new(reader);

    public async ValueTask<CommitResult> CommitAsync(StagedChanges changes, CancellationToken cancellation)
    {
        var commit = new PendingRecords();
        var guarded = new List<GuardedChange>();
        foreach (var change in changes.Changes) Add(commit, guarded, change);
        if (guarded.Count == 0 && changes.Tallies.Count == 0) return await WriteAsync(commit, commit.Count, cancellation);
        var rosters = new RosterWriter(store, seal, caches, reader, pending);
        var tallies = new TallyWriter(store, seal, reader, pending);
        var own = commit.Count;
        for (var attempt = 1; ; attempt++)
        {
            commit.Truncate(own);
            ListingResult listed;
            Task<CommitResult>? writing = null;

            // The locks are left as soon as the commit is on its way: whoever follows builds on what is pending.
            using (await locks.EnterAsync(guarded, changes.Tallies.Keys, cancellation))
            {
                listed = await rosters.ListAsync(commit, guarded, cancellation);
                if (listed.Ready)
                {
                    await tallies.AddAsync(commit, changes.Tallies, cancellation);
                    writing = WriteAsync(commit, own, cancellation);
                }
            }

            if (listed.Conflict is { } stale) return Refuse(commit, stale);
            if (writing is null)
            {
                await listed.Wait.WaitAsync(cancellation);
            }
            else
            {
                var result = await writing;
                if (result.Conflict is not { } key || commit.IndexOf(key) < own) return result;
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
        commit.Add(RecordChange.PutOrDelete(write.Key, write.Expected, revision, write.Seal(seal, revision)), write.Type,
            write.ValueAt(revision));
        if (write.Type.Guarded) guarded.Add(new(write.Type, write.Key, write.Expected, revision));
    }

    private async Task<CommitResult> WriteAsync(PendingRecords commit, int own, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pending.Publish(commit, own, done.Task);
        try
        {
            var result = await store.CommitAsync(commit.Steps, cancellation);
            // The store names the first that was stale; those behind it may be stale as well.
            if (result.Conflict is not null) caches.Evict(commit);
            else caches.Apply(commit, result.Position);
            return result;
        }
        catch (Exception error) when (error is not (StoreFullException or OperationCanceledException))
        {
            // Perhaps it is written, perhaps not: only the store can tell now.
            caches.Evict(commit);
            throw;
        }
        finally
        {
            pending.Withdraw(commit, own, done.Task);
            done.SetResult();
        }
    }
}
