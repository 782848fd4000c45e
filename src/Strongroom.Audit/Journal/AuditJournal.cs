using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>The journal of one node: segment files of chained JSON lines in a folder, written by one flusher that all appenders share.</summary>
/// <remarks>
/// docs/formats/audit-journal.md. Appenders copy their records into a buffer and wait; the flusher swaps the buffer, seals the chain, writes,
/// flushes to the disk once, and releases all waiters. A full disk refuses what cannot be written and recovers by itself. After a failed write
/// or flush nobody knows what is on the disk: the journal takes nothing more until it is opened anew.
/// </remarks>
public sealed class AuditJournal : IAuditJournal
{
    /// <summary>How many records make a flush one of many appenders.</summary>
    private const int Crowd = 4;

    private readonly Lock gate = new();
    private readonly IJournalFiles files;
    private readonly SegmentWriter writer;
    private readonly JournalLookup lookup;
    private readonly int bufferBytes;
    private readonly int gatherSteps;
    private readonly ManualResetEventSlim filled = new(false, spinCount: 0);   // spinning would burn what the requests need
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PendingBatch filling = new();
    private PendingBatch flushing = new();
    private TaskCompletionSource? space;
    private TaskCompletionSource? more;
    private JournalPosition end;
    private Exception? failure;
    private bool idle;
    private bool stopping;

    private AuditJournal(IJournalFiles files, IPurposeKeys keys, TimeProvider time, AuditJournalOptions options)
    {
        this.files = files;
        bufferBytes = options.BufferBytes;
        gatherSteps = options.GatherSteps;
        var found = new JournalRecovery(files, keys, 2L * options.BufferBytes + ChainedLine.MaxLength).Open();
        CutBytes = found.CutBytes;
        writer = new(files, keys, time, options.SegmentBytes, found);
        end = writer.End;
        lookup = new(files, keys, this);
        new Thread(Run) { IsBackground = true, Name = "audit flusher" }.Start();
    }

    /// <summary>Opens the journal in <paramref name="folder"/>, or begins one. Reads the last segment only.</summary>
    /// <param name="folder">Its folder; created owner-only if absent. One process at a time.</param>
    /// <param name="keys">The audit purpose's keys; the chain runs under the current one, and a turn-over begins a new segment.</param>
    /// <param name="time">The clock; a new segment begins with each day (UTC).</param>
    /// <param name="options">Sizes.</param>
    /// <exception cref="DamagedJournalException">A line of the last segment was changed, or a segment is missing.</exception>
    /// <exception cref="IOException">Another process has the journal, or the disk fails.</exception>
    public static AuditJournal Open(string folder, IPurposeKeys keys, TimeProvider time, AuditJournalOptions? options = null) =>
        Open(new DiskJournalFiles(folder), keys, time, options ?? new());

    /// <summary>The number of the segment in a file of that name; null for a file that is none.</summary>
    public static long? SegmentOf(string fileName) => SegmentHeader.NumberOf(fileName);

    internal static AuditJournal Open(IJournalFiles files, IPurposeKeys keys, TimeProvider time, AuditJournalOptions options)
    {
        try
        {
            return new(files, keys, time, options);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of an unacknowledged, torn write that opening cut away; worth a line in the log when not 0.</summary>
    public long CutBytes { get; }

    /// <inheritdoc/>
    public JournalPosition End
    {
        get
        {
            lock (gate)
                return end;
        }
    }

    /// <inheritdoc/>
    public bool IsHealthy => Volatile.Read(ref failure) is null;

    /// <inheritdoc/>
    public ValueTask AppendAsync(RecordBatch records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0)
            return default;
        return TryAdd(records, out var done) ? new(done) : new(AppendWhenThereIsSpaceAsync(records.Copy(), done));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalEntry> ReadAsync(JournalPosition from, bool follow, CancellationToken cancellation = default) =>
        new JournalReader(files, this).ReadAsync(from, follow, cancellation);

    /// <inheritdoc/>
    public ValueTask<LookupPage> FindAsync(LookupQuery query, CancellationToken cancellation = default) => lookup.FindAsync(query, cancellation);

    /// <inheritdoc/>
    public ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation = default) =>
        lookup.DeleteBeforeAsync(time, cancellation);

    /// <summary>Completes once the durable end is behind <paramref name="position"/>, or the journal closes or fails.</summary>
    internal Task WaitBeyondAsync(JournalPosition position)
    {
        lock (gate)
        {
            if (end > position || stopping || failure is not null)
                return Task.CompletedTask;
            more ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return more.Task;
        }
    }

    /// <summary>True once nothing more will come.</summary>
    internal bool IsClosed
    {
        get
        {
            lock (gate)
                return stopping || failure is not null;
        }
    }

    /// <summary>Writes what is waiting, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        bool wake;
        lock (gate)
        {
            if (stopping)
                return;
            stopping = true;
            wake = idle;
            idle = false;
        }

        if (wake)
            filled.Set();
        await stopped.Task;
        writer.Dispose();
        lookup.Dispose();
        files.Dispose();
        filled.Dispose();
    }

    private async Task AppendWhenThereIsSpaceAsync(RecordBatch records, Task space)
    {
        Task done;
        do
            await space;
        while (!TryAdd(records, out done) && (space = done) is not null);
        await done;
    }

    /// <summary>Adds to the buffer, with the completion to wait for; or says false, with the space to wait for.</summary>
    private bool TryAdd(RecordBatch records, out Task wait)
    {
        bool wake;
        lock (gate)
        {
            DemandOpen();
            if (filling.Count > 0 && filling.Length + records.Length > bufferBytes)
            {
                space ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = space.Task;
                return false;
            }

            filling.Add(records);
            wait = filling.Completion;
            wake = idle;
            idle = false;
        }

        if (wake)
            filled.Set();
        return true;
    }

    private void DemandOpen()
    {
        if (failure is not null)
            throw Unavailable(failure);
        ObjectDisposedException.ThrowIf(stopping, this);
    }

    private void Run()
    {
        for (var last = 0; TryTake(last, out var batch); last = batch.LastCount)
        {
            Exception? failed = failure is null ? null : Unavailable(failure);
            try
            {
                if (failed is null)
                    writer.Append(batch);
            }
            catch (AuditUnavailableException e)
            {
                failed = e;
            }
            catch (Exception e)
            {
                // Whatever it was, the end of the file is unknown now. Trying again could acknowledge what is not there.
                failed = Unavailable(e);
                Volatile.Write(ref failure, e);
            }

            Finish(batch, failed);
        }

        stopped.SetResult();
    }

    private bool TryTake(int lastCount, out PendingBatch batch)
    {
        if (WaitForRecords() && lastCount >= Crowd)
            Gather();
        lock (gate)
        {
            batch = filling;
            if (batch.Count == 0)
                return false;
            (filling, flushing) = (flushing, filling);
            space?.SetResult();
            space = null;
            return true;
        }
    }

    /// <summary>True when there are records; false when there will be none.</summary>
    private bool WaitForRecords()
    {
        while (true)
        {
            lock (gate)
            {
                if (filling.Count > 0 || stopping)
                    return filling.Count > 0;
                idle = true;
            }

            filled.Wait();
            filled.Reset();
        }
    }

    /// <summary>
    /// With many appenders a flush costs less a record the more records it carries: a short while is waited for further ones, and only while they
    /// keep coming. A lone appender never waits.
    /// </summary>
    private void Gather()
    {
        var count = 0;
        for (var step = 0; step < gatherSteps; step++)
        {
            lock (gate)
            {
                if (filling.Count == count || filling.Length > bufferBytes / 2 || stopping)
                    return;
                count = filling.Count;
            }

            ShortPause.Take();
        }
    }

    private void Finish(PendingBatch batch, Exception? failed)
    {
        TaskCompletionSource? followers;
        lock (gate)
        {
            if (failed is null)
                end = writer.End;
            followers = more;
            more = null;
        }

        batch.Complete(failed);
        followers?.SetResult();
    }

    private static AuditUnavailableException Unavailable(Exception cause) =>
        new("The audit journal failed and takes no records until it is restarted.", cause);
}
