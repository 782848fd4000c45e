namespace Strongroom.Storage.Sqlite;

/// <summary>Whether the store may still write. The first failure stays.</summary>
internal sealed class SqliteHealth
{
    private Exception? failure;

    public bool IsHealthy => Volatile.Read(ref failure) is null;

    public void Fail(Exception cause) => Interlocked.CompareExchange(ref failure, cause, null);

    public StoreFailedException Refusal() =>
        new("The store takes no more writes, because one failed in a way that leaves its outcome unknown. Restart to recover.",
            Volatile.Read(ref failure));
}
