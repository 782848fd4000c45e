using System.Collections.Concurrent;

namespace Strongroom.Storage.Sqlite;

/// <summary>A bounded number of readers, opened when first needed.</summary>
internal sealed class SqliteReaders(string path, SqliteHealth health) : IDisposable
{
    private static readonly int Most = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);
    private readonly SemaphoreSlim free = new(Most, Most);
    private readonly ConcurrentBag<SqliteReader> idle = [];

    /// <summary>Reads on the caller's thread: a page that is not in memory is one short disk read.</summary>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(TState state, Func<SqliteReader, TState, TResult> read,
        CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        SqliteReader? reader = null;
        try
        {
            if (!idle.TryTake(out reader)) reader = new(path);
            return read(reader, state);
        }
        catch (SqliteError error) when (error.IsFatal)
        {
            health.Fail(error);
            throw new StoreFailedException("The store cannot be read.", error);
        }
        finally
        {
            if (reader is not null) idle.Add(reader);
            free.Release();
        }
    }

    /// <summary>Waits for readers under way, and closes all.</summary>
    public async ValueTask CloseAsync()
    {
        for (var i = 0; i < Most; i++) await free.WaitAsync();
        foreach (var reader in idle)
        {
            if (!health.IsHealthy) reader.KeepLogOnClose();
            reader.Dispose();
        }
    }

    public void Dispose() => free.Dispose();
}
