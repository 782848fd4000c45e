namespace Strongroom.SecretsManager.Rotation;

/// <summary>Tells the scheduler of this node that there is something to do, a moment before it is in the store.</summary>
public sealed class RotationSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0);

    /// <summary>Raises it.</summary>
    public void Raise() => raised.Release();

    /// <summary>True once it is raised; false when nothing happened for so long.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var woken = await raised.WaitAsync(patience, cancellation);
        while (woken && raised.Wait(0, cancellation)) { }
        return woken;
    }

    /// <inheritdoc/>
    public void Dispose() => raised.Dispose();
}
