namespace Strongroom.Storage;

/// <summary>
/// Lets commits of one process that touch the same roster or tally queue, instead of losing to each other in the store and sealing all again.
/// </summary>
/// <remarks>
/// For speed alone: what holds is that the store checks revisions. Locks are taken in one order, so that nobody waits in a ring.
/// </remarks>
internal sealed class RosterLocks(RecordReader reader)
{
    /// <summary>The lock of all indexes, taken before any roster's.</summary>
    private const int Indexes = 0;

    private readonly SemaphoreSlim?[] locks = new SemaphoreSlim?[1 + 4096];

    public async ValueTask<Held> EnterAsync(IReadOnlyList<GuardedChange> changes, IEnumerable<RecordKey> tallies, CancellationToken cancellation)
    {
        var wanted = new SortedSet<int>();
        foreach (var tally in tallies) wanted.Add(LockOf(tally));
        foreach (var change in changes)
        {
            var scope = new RosterScope(change.Type, change.Key);
            var index = (Stored<RosterIndex>?)await reader.FindAsync(scope.IndexType, scope.IndexKey, cancellation);
            var bucket = index?.Value.BucketOf(change.Key.Span) ?? 0;
            if (change.Revision == 0 || index?.Value.Has(bucket) != true) wanted.Add(Indexes);
            wanted.Add(LockOf(scope.RosterKey(bucket)));
        }

        var held = new List<SemaphoreSlim>(wanted.Count);
        try
        {
            foreach (var index in wanted)
            {
                var next = LockAt(index);
                await next.WaitAsync(cancellation);
                held.Add(next);
            }

            return new(held);
        }
        catch
        {
            new Held(held).Dispose();
            throw;
        }
    }

    private static int LockOf(RecordKey key) => 1 + (key.GetHashCode() & 4095);

    private SemaphoreSlim LockAt(int index) =>
        Volatile.Read(ref locks[index]) ?? Interlocked.CompareExchange(ref locks[index], new(1, 1), null) ?? locks[index]!;

    internal readonly struct Held(List<SemaphoreSlim>? semaphores) : IDisposable
    {
        public void Dispose()
        {
            foreach (var semaphore in semaphores ?? []) semaphore.Release();
        }
    }
}
