using Strongroom.Storage;

namespace Strongroom.Audit;

/// <summary>Moves the outbox into the journal in the background, and says when no more may be added to it.</summary>
/// <remarks>
/// A full disk is waited out, with growing pauses. Where only a restart helps (the journal or the store failed, a row is damaged) it stops, and
/// what is in the outbox is kept.
/// </remarks>
internal sealed class Drainer(Outbox outbox, IAuditJournal journal, TimeProvider time, AuditTrailOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim signal = new(0);
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;
    private long stalledSince;
    private volatile Exception? broken;
    private int closed;

    /// <summary>Rows that were promised or committed, and are not in the journal yet.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>What stopped the drainer for good; null while it works.</summary>
    public Exception? Broken => broken;

    /// <summary>Finishes what an earlier process left, then goes on in the background.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // Rows of this process are among those that are found: the count is set, not added.
        var left = await outbox.ReconcileAsync(cancellation);
        Volatile.Write(ref waiting, left);
        signal.Release();
        running = RunAsync(stopping.Token);
    }

    /// <summary>Makes room for <paramref name="rows"/> more: at once, or as soon as the drainer has moved enough of those that wait.</summary>
    /// <exception cref="AuditUnavailableException">The outbox stays full, or its rows do not get into the journal.</exception>
    public ValueTask ReserveAsync(int rows) => TryReserve(rows) ? ValueTask.CompletedTask : new(WaitForRoomAsync(rows));

    // Whoever makes changes faster than they can be recorded is slowed down, not refused.
    private async Task WaitForRoomAsync(int rows)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var next = progress.Task;
            if (TryReserve(rows)) return;
            // A journal that takes nothing is not worth waiting for.
            var left = Volatile.Read(ref stalledSince) > 0 ? TimeSpan.Zero : options.LongestWait - time.GetElapsedTime(since);
            try
            {
                if (left > TimeSpan.Zero) await next.WaitAsync(left, time);
            }
            catch (TimeoutException)
            {
                left = TimeSpan.Zero;
            }

            if (left <= TimeSpan.Zero) throw new AuditUnavailableException("The audit outbox is full.");
        }
    }

    private bool TryReserve(int rows)
    {
        if (Volatile.Read(ref closed) != 0)
            throw new AuditUnavailableException("The audit trail is closed.");
        if (broken is { } cause)
            throw new AuditUnavailableException("The audit outbox does not drain until a restart.", cause);
        if (!journal.IsHealthy)
            throw new AuditUnavailableException("The audit journal failed and takes no records until it is restarted.");
        if (Volatile.Read(ref stalledSince) is > 0 and var since && time.GetElapsedTime(since) > options.LongestStall)
            throw new AuditUnavailableException("The audit outbox has not drained for a long time.");
        if (Interlocked.Add(ref waiting, rows) <= options.MostOutboxRows)
            return true;
        Interlocked.Add(ref waiting, -rows);
        return false;
    }

    /// <summary>Gives back room that was not used.</summary>
    public void Release(int rows) => Interlocked.Add(ref waiting, -rows);

    /// <summary>There are rows to move.</summary>
    public void Signal()
    {
        if (signal.CurrentCount == 0)
            signal.Release();
    }

    /// <summary>Stops, after moving what is left if that succeeds at once. What stays in the outbox is moved by the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0)
            return;
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        signal.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (broken is null && !cancellation.IsCancellationRequested)
            {
                await signal.WaitAsync(cancellation);
                await DrainAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Closing: what can be moved at once is moved.
            while (broken is null && await TryMoveAsync() is > 0)
            {
            }
        }
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        var pause = ShortestPause;
        while (!cancellation.IsCancellationRequested)
        {
            if (await TryMoveAsync() is not { } moved)
            {
                if (broken is not null)
                    return;
                await Task.Delay(pause, time, cancellation);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            pause = ShortestPause;
            if (moved == 0)
                return;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Moves some rows and says how many; null where it failed.</summary>
    private async Task<int?> TryMoveAsync()
    {
        try
        {
            var moved = await outbox.MoveAsync(CancellationToken.None);
            Interlocked.Add(ref waiting, -moved);
            Volatile.Write(ref stalledSince, 0);
            Interlocked.Exchange(ref progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return moved;
        }
        catch (Exception e) when (e is StoreFullException || (e is AuditUnavailableException && journal.IsHealthy))
        {
            if (stalledSince == 0)
                Volatile.Write(ref stalledSince, Math.Max(time.GetTimestamp(), 1));
            return null;
        }
        catch (Exception e)
        {
            broken = e;
            return null;
        }
    }
}
