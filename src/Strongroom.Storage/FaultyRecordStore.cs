namespace Strongroom.Storage;

/// <summary>A store whose commits can be made to fail, for tests and drills of whatever stands on it.</summary>
public sealed class FaultyRecordStore(IRecordStore inner) : IRecordStore
{
    private volatile bool failed;

    /// <summary>Decides, for each commit, how it goes wrong. Null: it does not.</summary>
    public Func<IReadOnlyList<RecordChange>, StoreFault>? Fault { get; set; }

    /// <summary>Runs behind each commit of the inner store, before its caller knows.</summary>
    public Func<Task>? AfterCommit { get; set; }

    /// <summary>Runs behind each read of the inner store, before its caller sees what was read.</summary>
    public Func<Task>? AfterRead { get; set; }

    /// <inheritdoc/>
    public bool IsHealthy => !failed && inner.IsHealthy;

    /// <inheritdoc/>
    public long Position => inner.Position;

    /// <inheritdoc/>
    public long NextRevision() => inner.NextRevision();

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellation = default) =>
        Read(inner.GetAsync(key, cancellation));

    /// <inheritdoc/>
    public ValueTask<StoredRecord?[]> GetManyAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellation = default) =>
        Read(inner.GetManyAsync(keys, cancellation));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredRecord>> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false,
        CancellationToken cancellation = default) =>
        Read(inner.RangeAsync(from, to, limit, reverse, cancellation));

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellation = default)
    {
        if (failed) throw Refusal();
        var fault = Fault?.Invoke(changes) ?? StoreFault.None;
        if (fault == StoreFault.Full) throw new StoreFullException("The disk is full: nothing was written.");
        if (fault == StoreFault.Failed) throw Fail();
        var result = await inner.CommitAsync(changes, cancellation);
        if (AfterCommit is { } hook) await hook();
        return fault == StoreFault.Unknown ? throw Fail() : result;
    }

    /// <inheritdoc/>
    public ValueTask ScrubAsync(CancellationToken cancellation = default) => inner.ScrubAsync(cancellation);

    /// <summary>As after a restart: takes commits again.</summary>
    public void Restart() => failed = false;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> Read<T>(ValueTask<T> read)
    {
        var result = await read;
        if (AfterRead is { } hook) await hook();
        return result;
    }

    private StoreFailedException Fail()
    {
        failed = true;
        return Refusal();
    }

    private static StoreFailedException Refusal() =>
        new("The store takes no more writes, because one failed in a way that leaves its outcome unknown.");
}

/// <summary>How a commit goes wrong.</summary>
public enum StoreFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The disk is full: nothing is written, and the next may succeed.</summary>
    Full,

    /// <summary>The disk failed: nothing is written, now or later.</summary>
    Failed,

    /// <summary>It is written, but nobody can tell: the store takes no more.</summary>
    Unknown,
}
