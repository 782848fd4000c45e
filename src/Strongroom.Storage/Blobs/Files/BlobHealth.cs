namespace Strongroom.Storage.Files;

/// <summary>Whether the store may still write, and what a disk's refusal means. The first failure stays.</summary>
internal sealed class BlobHealth
{
    private Exception? failure;

    public bool IsHealthy => Volatile.Read(ref failure) is null;

    public void Demand()
    {
        if (Volatile.Read(ref failure) is { } cause) throw Refusal(cause);
    }

    /// <summary>What to throw for an error of a write: no room is for now, everything else for good.</summary>
    public Exception Explain(Exception error)
    {
        if (IsFull(error)) return new StoreFullException("There is no room for the blob.", error);
        Interlocked.CompareExchange(ref failure, error, null);
        return Refusal(error);
    }

    /// <summary>No space (28), quota (122), or the greatest size of a file (27).</summary>
    public static bool IsFull(Exception error) =>
        error is IOException && (error.HResult is 28 or 122 or 27 || (OperatingSystem.IsWindows() && (error.HResult & 0xFFFF) is 112 or 39));

    private static StoreFailedException Refusal(Exception cause) =>
        new("The blob store takes no more writes, because the disk failed. Restart to recover.", cause);
}
