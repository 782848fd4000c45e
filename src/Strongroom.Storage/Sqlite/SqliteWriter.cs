namespace Strongroom.Storage.Sqlite;

/// <summary>The only link that writes: turns a group of commits into one transaction.</summary>
internal sealed class SqliteWriter(SqliteLink link, SqliteMeta meta, SqliteHealth health, SqliteFaults faults)
{
    private readonly SqliteStatement begin = link.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteStatement commit = link.Prepare("COMMIT");
    private readonly SqliteStatement rollback = link.Prepare("ROLLBACK");
    private readonly SqliteStatement find = link.Prepare("SELECT revision FROM record WHERE key = ?1");
    private readonly SqliteStatement delete = link.Prepare("DELETE FROM record WHERE key = ?1");
    private readonly SqliteStatement put = link.Prepare(
        "INSERT INTO record VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, body = excluded.body");

    /// <summary>Writes what it can of a group and completes all of it, one way or another.</summary>
    public void Write(ReadOnlySpan<PendingCommit> group)
    {
        if (!health.IsHealthy)
        {
            Complete(group, health.Refusal());
            return;
        }

        try
        {
            var position = Transact(group);
            meta.Position = position;
            foreach (var pending in group) pending.SetResult(pending.Outcome);
        }
        catch (SqliteError error) when (error.IsFull && TryRollback())
        {
            Complete(group, new StoreFullException("The disk is full: nothing was written.", error));
        }
        catch (StatementException failure) when (TryRollback())
        {
            // One of them cannot be written. Each on its own, so that it fails alone.
            if (group.Length == 1) group[0].SetException(failure.InnerException!);
            else foreach (var pending in group) Write([pending]);
        }
        catch (Exception cause)
        {
            // Not retried: after a failed write or flush a second one may report a success that the disk never had.
            health.Fail(cause);
            Complete(group, health.Refusal());
        }
    }

    private long Transact(ReadOnlySpan<PendingCommit> group)
    {
        var position = meta.Position;
        faults.BeforeStatements?.Invoke();
        meta.Reserve();
        begin.Run();
        try
        {
            foreach (var pending in group) pending.Outcome = Apply(pending.Changes, ref position);
            if (position != meta.Position) meta.Write(position);
        }
        catch (SqliteError error) when (error is { IsFull: false, IsFatal: false })
        {
            throw new StatementException(error);
        }

        faults.BeforeCommit?.Invoke();
        commit.Run();
        faults.AfterCommit?.Invoke();
        return position;
    }

    // All checks before the first write: a commit that conflicts leaves no trace in the transaction that it shares.
    private CommitResult Apply(RecordChange[] changes, ref long position)
    {
        var writes = false;
        foreach (ref readonly var change in changes.AsSpan())
        {
            var cares = change.ExpectedRevision != RecordChange.AnyRevision;
            if (cares && !change.Accepts(RevisionOf(change.Key))) return new(change.Key, position);
            writes |= !change.IsCheck;
        }

        foreach (ref readonly var change in changes.AsSpan())
        {
            if (change.IsCheck) continue;
            faults.BeforeWrite?.Invoke(change);
            if (change.Body is { } body) put.Bind(1, change.Key.Span).Bind(2, change.Revision).Bind(3, body.Span).Run();
            else delete.Bind(1, change.Key.Span).Run();
        }

        if (writes) position++;
        return new(null, position);
    }

    private long RevisionOf(RecordKey key)
    {
        try
        {
            return find.Bind(1, key.Span).Step() ? find.Int64(0) : 0;
        }
        finally
        {
            find.Reset();
        }
    }

    private bool TryRollback()
    {
        try
        {
            if (link.InTransaction) rollback.Run();
            return true;
        }
        catch (SqliteError)
        {
            return false;
        }
    }

    private static void Complete(ReadOnlySpan<PendingCommit> group, IOException refusal)
    {
        foreach (var pending in group) pending.SetException(refusal);
    }

    private sealed class StatementException(SqliteError error) : Exception(error.Message, error);
}
