using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>Makes key pairs. RSA takes up to seconds, so it runs beside the requests, few at once, and only so many may wait.</summary>
internal sealed class KeyGenerator : IDisposable
{
    /// <summary>How many may wait or run; whoever comes then is turned away.</summary>
    public const int Capacity = 64;

    private readonly SemaphoreSlim _free = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <exception cref="SecurityModuleBusyException"/>
    public ValueTask<KeyMaterial> GenerateAsync(KeyKind kind, SecretArena arena, CancellationToken cancellation) =>
        kind.RsaBits() == 0 ? ValueTask.FromResult(PrivateKey.Generate(kind, arena)) : GenerateSlowlyAsync(kind, arena, cancellation);

    public void Dispose() => _free.Dispose();

    private async ValueTask<KeyMaterial> GenerateSlowlyAsync(KeyKind kind, SecretArena arena, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > Capacity)
        {
            Interlocked.Decrement(ref _waiting);
            throw new SecurityModuleBusyException();
        }

        try
        {
            await _free.WaitAsync(cancellation);
            try
            {
                return await Task.Run(() => PrivateKey.Generate(kind, arena), CancellationToken.None);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
