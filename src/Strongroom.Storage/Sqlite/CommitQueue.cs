namespace Strongroom.Storage.Sqlite;

/// <summary>Commits that wait for the writer. Bounded: who finds it full waits without a thread.</summary>
internal sealed class CommitQueue<T>(int capacity) : IDisposable
{
    private readonly SemaphoreSlim room = new(capacity);
    private readonly object gate = new();
    private List<T> waiting = [];
    private bool closed;

    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public async ValueTask AddAsync(T item, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(IRecordStore));
            waiting.Add(item);
            if (waiting.Count == 1) Monitor.Pulse(gate);
        }
    }

    /// <summary>
    /// Blocks until there is something and moves all of it into <paramref name="taken"/>; false once the queue is closed and empty.
    /// </summary>
    public bool TakeAll(ref List<T> taken)
    {
        taken.Clear();
        lock (gate)
        {
            while (waiting.Count == 0 && !closed) Monitor.Wait(gate);
            (waiting, taken) = (taken, waiting);
        }

        if (taken.Count == 0) return false;
        room.Release(taken.Count);
        return true;
    }

    /// <summary>Takes no more; what waits is still handed out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }

        // Whoever waits for room comes through and learns that there is none any more.
        room.Release(1 << 20);
    }

    public void Dispose() => room.Dispose();
}
