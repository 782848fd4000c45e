using Strongroom.Cryptography;

namespace Strongroom.Storage;

/// <summary>
/// Records as services see them: typed, sealed (each body with its key and revision as context), guarded by rosters, and cached.
/// </summary>
/// <remarks>On one node the cache is exact: a commit applies its changes to the cache before it is acknowledged.</remarks>
public sealed class Records(IRecordStore store, IPurposeKeys keys)
{
    /// <summary>The record, from the cache or the store; null where there is none.</summary>
    /// <exception cref="DamagedRecordException">The record was edited, moved, rolled back or removed behind our back.</exception>
    public ValueTask<Stored<T>?> FindAsync<T>(RecordType<T> type, RecordKey key, CancellationToken cancellation = default) where T : class
        => throw new NotImplementedException();

    /// <summary>The record as the store has it, past the cache.</summary>
    /// <exception cref="DamagedRecordException"/>
    public ValueTask<Stored<T>?> ReadAsync<T>(RecordType<T> type, RecordKey key, CancellationToken cancellation = default) where T : class
        => throw new NotImplementedException();

    /// <summary>Records in order of key, past the cache; see <see cref="IRecordStore.RangeAsync"/>.</summary>
    /// <exception cref="DamagedRecordException"/>
    public ValueTask<IReadOnlyList<Stored<T>>> RangeAsync<T>(RecordType<T> type, RecordKey from, RecordKey to, int limit, bool reverse = false,
        CancellationToken cancellation = default) where T : class => throw new NotImplementedException();

    /// <summary>Seals and writes all staged changes with their rosters, or nothing, then applies them to the cache.</summary>
    public ValueTask<CommitResult> CommitAsync(StagedChanges changes, CancellationToken cancellation = default) => throw new NotImplementedException();

    internal IRecordStore Store => store;

    internal IPurposeKeys Keys => keys;
}

/// <summary>What one operation wants changed. Nothing of it happens before <see cref="Records.CommitAsync"/>.</summary>
public sealed class StagedChanges
{
    /// <summary>True when nothing is staged.</summary>
    public bool IsEmpty => throw new NotImplementedException();

    /// <summary>Stages a record that must not exist yet.</summary>
    public void Create<T>(RecordType<T> type, RecordKey key, T value) where T : class => throw new NotImplementedException();

    /// <summary>Stages a new value of a record that was read. Staging the same record again replaces the value.</summary>
    public void Replace<T>(RecordType<T> type, Stored<T> current, T value) where T : class => throw new NotImplementedException();

    /// <summary>Stages the end of a record that was read.</summary>
    public void Delete<T>(RecordType<T> type, Stored<T> current) where T : class => throw new NotImplementedException();

    /// <summary>Fails the commit unless the record is still as it was read.</summary>
    public void Check<T>(Stored<T> current) where T : class => throw new NotImplementedException();

    /// <summary>Drops everything staged.</summary>
    public void Clear() => throw new NotImplementedException();
}

/// <summary>A stored record is not what was written: edited, moved, rolled back, or removed. Never read as absent.</summary>
public sealed class DamagedRecordException(RecordKey key, string reason) : Exception($"The record {key} {reason}.")
{
    /// <summary>The record.</summary>
    public RecordKey Key => key;
}
