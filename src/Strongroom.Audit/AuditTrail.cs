using System.Runtime.CompilerServices;
using Strongroom.Storage;

namespace Strongroom.Audit;

/// <summary>The one way in which a call ends: its changes and its records become durable together, or the call fails.</summary>
/// <remarks>
/// Two ways lead into one journal. A call that changes nothing appends its records straight to it. A call that changes state commits them as
/// outbox rows with its changes, and the drainer moves them over, each exactly once.
/// </remarks>
public sealed class AuditTrail : IAsyncDisposable
{
    private readonly Records store;
    private readonly Outbox outbox;
    private readonly Drainer drainer;

    /// <summary>A trail over a store and a journal, which it closes in the end.</summary>
    public AuditTrail(Records store, IAuditJournal journal, TimeProvider time, AuditTrailOptions? options = null)
    {
        this.store = store;
        Journal = journal;
        outbox = new(store, journal);
        drainer = new(outbox, journal, time, options ?? new());
    }

    /// <summary>The journal, to read from.</summary>
    public IAuditJournal Journal { get; }

    /// <summary>Told of records once they are durable; null for nobody. On the way of every call: it must be quick, and must not throw.</summary>
    public Action<IReadOnlyList<AuditRecord>>? Recorded { get; set; }

    /// <summary>False once only a restart helps: records can no longer be written, or no longer leave the outbox.</summary>
    public bool IsHealthy => Journal.IsHealthy && drainer.Broken is null;

    /// <summary>What stopped the drainer; null while it works.</summary>
    public Exception? Failure => drainer.Broken;

    /// <summary>Records of committed changes that are not in the journal yet.</summary>
    public int Waiting => drainer.Waiting;

    /// <summary>Looks up what an earlier process left in the outbox, then moves it and all that follows in the background.</summary>
    /// <remarks>To be awaited before the first call is served.</remarks>
    /// <exception cref="DamagedRecordException">A row of the outbox was edited.</exception>
    public Task StartAsync(CancellationToken cancellation = default) => drainer.StartAsync(cancellation);

    /// <summary>
    /// With changes: commits them and the records (as outbox rows) in one step. Without: appends the records to the journal. Returns when durable.
    /// </summary>
    /// <remarks>With changes, the outbox rows are staged in <paramref name="changes"/>: a further attempt stages its changes anew.</remarks>
    /// <param name="changes">What is to be changed.</param>
    /// <param name="records">The call's record, then those of child calls and events.</param>
    /// <param name="cancellation">Asked only before anything is written.</param>
    /// <returns>A conflict, in which case nothing was written and the operation may run again.</returns>
    /// <exception cref="AuditUnavailableException">The records cannot be written now; nothing was done, and the caller must not be answered with a success.</exception>
    public ValueTask<CommitResult> CommitAsync(StagedChanges changes, IReadOnlyList<AuditRecord> records, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(records);
        cancellation.ThrowIfCancellationRequested();
        if (!changes.IsEmpty)
            return CommitWithOutboxAsync(changes, records);
        using var batch = RecordBatch.Rent();
        for (var i = 0; i < records.Count; i++)
            AuditRecordWriter.Write(records[i], batch);
        return AppendedAsync(Journal.AppendAsync(batch), records);
    }

    /// <summary>Moves what is left in the outbox, if that is possible, and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await drainer.DisposeAsync();
        await Journal.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CommitResult> AppendedAsync(ValueTask appended, IReadOnlyList<AuditRecord> records)
    {
        await appended;
        Recorded?.Invoke(records);
        return default;
    }

    private async ValueTask<CommitResult> CommitWithOutboxAsync(StagedChanges changes, IReadOnlyList<AuditRecord> records)
    {
        await drainer.ReserveAsync(records.Count);
        var committed = false;
        try
        {
            outbox.Stage(changes, records);
            var result = await store.CommitAsync(changes);
            committed = result.Committed;
            if (committed) Recorded?.Invoke(records);
            return result;
        }
        finally
        {
            if (committed)
                drainer.Signal();
            else
                drainer.Release(records.Count);
        }
    }
}

/// <summary>No record can be written: the disk is full, or the journal failed. No audit, no action.</summary>
public sealed class AuditUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
