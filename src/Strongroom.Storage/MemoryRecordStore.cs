using System.Collections.Immutable;

namespace Strongroom.Storage;

/// <summary>Records in memory, gone with the process: for tests and trials. Keeps every promise of the contract but durability.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private static readonly Comparer<StoredRecord> ByKey = Comparer<StoredRecord>.Create((a, b) => a.Key.CompareTo(b.Key));
    private readonly Lock writing = new();
    private volatile ImmutableSortedSet<StoredRecord> records = ImmutableSortedSet<StoredRecord>.Empty.WithComparer(ByKey);
    private long revision;
    private long position;

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellation = default) => new(Find(records, key));

    /// <inheritdoc/>
    public ValueTask<StoredRecord?[]> GetManyAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellation = default)
    {
        var snapshot = records;
        return new(keys.Select(key => Find(snapshot, key)).ToArray());
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredRecord>> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var snapshot = records;
        var (first, end) = (IndexOf(snapshot, from), IndexOf(snapshot, to));
        var count = Math.Clamp(end - first, 0, limit);
        var page = new StoredRecord[count];
        for (var i = 0; i < count; i++) page[i] = snapshot[reverse ? end - 1 - i : first + i];
        return new(page);
    }

    /// <inheritdoc/>
    public long NextRevision() => Interlocked.Increment(ref revision);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellation = default)
    {
        var steps = RecordChange.Validated(changes, Interlocked.Read(ref revision));
        cancellation.ThrowIfCancellationRequested();
        lock (writing)
        {
            var next = records.ToBuilder();
            foreach (var step in steps)
                if (!step.Accepts(Find(records, step.Key)?.Revision ?? 0)) return new(new CommitResult(step.Key));
            foreach (var step in steps)
            {
                if (step.IsCheck) continue;
                next.Remove(Probe(step.Key));
                if (step.Body is { } body) next.Add(new(step.Key, step.Revision, body.ToArray()));
            }

            if (steps.Any(step => !step.IsCheck)) Interlocked.Increment(ref position);
            records = next.ToImmutable();
            return new(new CommitResult(null, position));
        }
    }

    /// <inheritdoc/>
    public long Position => Interlocked.Read(ref position);

    /// <inheritdoc/>
    public ValueTask ScrubAsync(CancellationToken cancellation = default) => default;

    /// <inheritdoc/>
    public bool IsHealthy => true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private static StoredRecord Probe(RecordKey key) => new(key, 0, default);

    private static StoredRecord? Find(ImmutableSortedSet<StoredRecord> snapshot, RecordKey key) =>
        snapshot.TryGetValue(Probe(key), out var found) ? found : null;

    private static int IndexOf(ImmutableSortedSet<StoredRecord> snapshot, RecordKey key)
    {
        var index = snapshot.IndexOf(Probe(key));
        return index < 0 ? ~index : index;
    }
}
