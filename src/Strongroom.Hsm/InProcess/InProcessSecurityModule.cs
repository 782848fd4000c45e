using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>
/// The security module inside this process: plaintext keys live in the keyring's locked arena, key pairs also as native handles.
/// </summary>
/// <remarks>Everything but making RSA keys finishes before it returns.</remarks>
public sealed partial class InProcessSecurityModule(IKeyring keyring, TimeProvider time) : ISecurityModule, IDisposable
{
    /// <summary>How long an opened backing key stays in memory after its opening.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How many symmetric and HMAC keys are open at most.</summary>
    public const int CacheCapacity = 20_000;

    /// <summary>How many key pairs are open at most; a handle of RSA takes about ten kilobytes.</summary>
    public const int PairCacheCapacity = 1_000;

    private const int MaximumDataKeyLength = 1024;

    private readonly OpenedKeyCache _secrets = new(time, CacheLifetime, CacheCapacity),
        _pairs = new(time, CacheLifetime, PairCacheCapacity);
    private readonly KeyGenerator _generator = new();

    /// <summary>How many backing keys are open in memory now.</summary>
    public int OpenedKeys => _secrets.Count + _pairs.Count;

    /// <inheritdoc/>
    public ValueTask<byte[]> EncryptAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, KeyMaterial plaintext, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        using var lease = plaintext.Borrow();
        return ValueTask.FromResult(Seal(key, context.Span, lease.Bytes));
    }

    /// <inheritdoc/>
    public ValueTask<KeyMaterial> DecryptAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, ReadOnlyMemory<byte> blob, CancellationToken cancellation = default) =>
        ValueTask.FromResult(Open(key, context.Span, blob.Span, SecretArena.Shared));

    /// <inheritdoc/>
    public ValueTask<GeneratedDataKey> GenerateDataKeyAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, int length, CancellationToken cancellation = default)
    {
        var plaintext = NewDataKey(length, SecretArena.Shared);
        try
        {
            using var lease = plaintext.Borrow();
            return ValueTask.FromResult(new GeneratedDataKey(plaintext, Seal(key, context.Span, lease.Bytes)));
        }
        catch
        {
            plaintext.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> GenerateDataKeyWithoutPlaintextAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, int length, CancellationToken cancellation = default)
    {
        using var plaintext = NewDataKey(length, keyring.Arena);
        using var lease = plaintext.Borrow();
        return ValueTask.FromResult(Seal(key, context.Span, lease.Bytes));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> ReEncryptAsync(WrappedBackingKey source, ReadOnlyMemory<byte> sourceContext, ReadOnlyMemory<byte> blob,
        WrappedBackingKey destination, ReadOnlyMemory<byte> destinationContext, CancellationToken cancellation = default)
    {
        using var plaintext = Open(source, sourceContext.Span, blob.Span, keyring.Arena);
        using var lease = plaintext.Borrow();
        return ValueTask.FromResult(Seal(destination, destinationContext.Span, lease.Bytes));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> GenerateMacAsync(
        WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        Span<byte> mac = stackalloc byte[MacAlgorithm.LongestMac];
        return ValueTask.FromResult(mac[..ComputeMac(key, algorithm, message.Span, mac)].ToArray());
    }

    /// <inheritdoc/>
    public ValueTask<bool> VerifyMacAsync(
        WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> mac,
        CancellationToken cancellation = default)
    {
        Span<byte> own = stackalloc byte[MacAlgorithm.LongestMac];
        return ValueTask.FromResult(FixedTime.Equals(own[..ComputeMac(key, algorithm, message.Span, own)], mac.Span));
    }

    /// <inheritdoc/>
    public ValueTask<KeyMaterial> GenerateRandomAsync(int length, CancellationToken cancellation = default) =>
        ValueTask.FromResult(NewDataKey(length, SecretArena.Shared));

    /// <summary>The same backing key under the domain key that wraps now. The identity, and so every ciphertext, stays what it is.</summary>
    /// <exception cref="BackingKeyUnavailableException">It does not open.</exception>
    public WrappedBackingKey Rewrap(WrappedBackingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        DemandNotZeroized();
        using var material = BackingKeyToken.Unwrap(keyring, key);
        using var lease = material.Borrow();
        return key with { Token = BackingKeyToken.Wrap(keyring, key.Identity, lease.Bytes) };
    }

    /// <inheritdoc/>
    public void Forget(BackingKeyId id)
    {
        _secrets.Forget(id);
        _pairs.Forget(id);
    }

    /// <summary>
    /// Destroys every key in memory, the module's and its keyring's, at once. Nothing stored changes; every later call is refused.
    /// </summary>
    public void Zeroize()
    {
        keyring.Arena.Dispose();
        _secrets.Dispose();
        _pairs.Dispose();
    }

    /// <summary>Wipes the opened backing keys. The keyring stays its owner's.</summary>
    public void Dispose()
    {
        _secrets.Dispose();
        _pairs.Dispose();
        _generator.Dispose();
    }

    private byte[] Seal(WrappedBackingKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintext.Length, CiphertextBlob.MaximumPlaintextLength, nameof(plaintext));
        using var use = Use(_secrets, key);
        var opened = use.Of(KeyKind.Symmetric);
        using var lease = opened.Material.Borrow();
        var blob = new byte[CiphertextBlob.HeaderLength + SealedBox.SealedLength(plaintext.Length)];
        opened.Header.CopyTo(blob);
        SealedBox.Seal(lease.Bytes, new(opened.ContextHead, context), plaintext, blob.AsSpan(CiphertextBlob.HeaderLength));
        DemandNotZeroized();
        return blob;
    }

    private KeyMaterial Open(WrappedBackingKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> blob, SecretArena arena)
    {
        using var use = Use(_secrets, key);
        var opened = use.Of(KeyKind.Symmetric);
        var length = SealedBox.OpenedLength(blob.Length - CiphertextBlob.HeaderLength);
        if (length is < 0 or > CiphertextBlob.MaximumPlaintextLength || !blob.StartsWith(opened.Header))
            throw new InvalidCiphertextException();

        using var lease = opened.Material.Borrow();
        var parts = new Parts(lease.Bytes, new(opened.ContextHead, context), blob[CiphertextBlob.HeaderLength..]);
        return KeyMaterial.Create(length, parts, static (plaintext, parts) =>
        {
            if (!SealedBox.TryOpen(parts.Key, parts.Context, parts.Box, plaintext)) throw new InvalidCiphertextException();
        }, arena);
    }

    private int ComputeMac(WrappedBackingKey key, string algorithm, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        using var use = Use(_secrets, key);
        using var lease = use.Key.Material.Borrow();
        var length = MacAlgorithm.Compute(use.Key.Kind, algorithm, lease.Bytes, message, mac);
        DemandNotZeroized();
        return length;
    }

    private KeyUse Use(OpenedKeyCache cache, WrappedBackingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        while (true)
        {
            DemandNotZeroized();
            var opened = cache.Get(key, keyring, static (wrapped, ring, now) => new(wrapped, BackingKeyToken.Unwrap(ring, wrapped), now));
            // The cache may have let go of it between the two calls: then it is opened anew.
            if (opened.TryEnter()) return new(opened);
        }
    }

    private static KeyMaterial NewDataKey(int length, SecretArena arena)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumDataKeyLength);
        return KeyMaterial.Random(length, arena);
    }

    /// <summary>Also after a use: zeroization waits for a reader, but not for ever, and nothing made with a wiped key may leave.</summary>
    private void DemandNotZeroized()
    {
        if (keyring.Arena.IsDisposed) throw new SecurityModuleZeroizedException();
    }

    /// <summary>An opened key while it is in use.</summary>
    private readonly ref struct KeyUse(OpenedKey key) : IDisposable
    {
        public OpenedKey Key => key;

        public OpenedKey Of(KeyKind kind) =>
            key.Kind == kind ? key : throw new ArgumentException($"The key is a {key.Kind} key, not a {kind} one.");

        public void Dispose() => key.Leave();
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> key, BoxContext context, ReadOnlySpan<byte> box)
    {
        public readonly ReadOnlySpan<byte> Key = key, Box = box;
        public readonly BoxContext Context = context;
    }
}
