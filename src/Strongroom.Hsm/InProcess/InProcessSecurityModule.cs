using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The security module inside this process: plaintext keys live in the keyring's locked arena and nowhere else.</summary>
/// <remarks>Its symmetric operations finish before they return.</remarks>
public sealed class InProcessSecurityModule(IKeyring keyring, TimeProvider time) : ISecurityModule, IDisposable
{
    /// <summary>How long an opened backing key stays in memory after its opening.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How many backing keys are in memory at most.</summary>
    public const int CacheCapacity = 20_000;

    private const string Symmetric = "SYMMETRIC_DEFAULT";
    private const int SymmetricLength = 32, MaximumDataKeyLength = 1024;

    private readonly OpenedKeyCache _cache = new(time, CacheLifetime, CacheCapacity);

    /// <summary>How many backing keys are open in memory now.</summary>
    public int OpenedKeys => _cache.Count;

    /// <inheritdoc/>
    public ValueTask<WrappedBackingKey> GenerateBackingKeyAsync(BackingKeyIdentity identity, CancellationToken cancellation = default)
    {
        DemandSymmetric(identity);
        using var material = KeyMaterial.Random(SymmetricLength, keyring.Arena);
        return ImportBackingKeyAsync(identity, material, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<WrappedBackingKey> ImportBackingKeyAsync(BackingKeyIdentity identity, KeyMaterial material, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(material);
        DemandSymmetric(identity);
        if (material.Length != SymmetricLength) throw new ArgumentException("A symmetric key has 32 bytes.", nameof(material));

        using var lease = material.Borrow();
        var wrapped = new WrappedBackingKey(identity, KeyMaterialId.Of(keyring, identity, lease.Bytes), BackingKeyToken.Wrap(keyring, identity, lease.Bytes));
        DemandNotZeroized();
        return ValueTask.FromResult(wrapped);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> EncryptAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, KeyMaterial plaintext, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintext.Length, CiphertextBlob.MaximumPlaintextLength, nameof(plaintext));
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
    public ValueTask<KeyMaterial> GenerateRandomAsync(int length, CancellationToken cancellation = default) =>
        ValueTask.FromResult(NewDataKey(length, SecretArena.Shared));

    /// <inheritdoc/>
    public void Forget(BackingKeyId id) => _cache.Forget(id);

    /// <summary>Destroys every key in memory, the module's and its keyring's, at once. Nothing stored changes; every later call is refused.</summary>
    public void Zeroize() => keyring.Arena.Dispose();

    /// <summary>Wipes the opened backing keys. The keyring stays its owner's.</summary>
    public void Dispose() => _cache.Dispose();

    private byte[] Seal(WrappedBackingKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        using var lease = Borrow(key, out var opened);
        var blob = new byte[CiphertextBlob.HeaderLength + SealedBox.SealedLength(plaintext.Length)];
        opened.Header.CopyTo(blob);
        SealedBox.Seal(lease.Bytes, new(opened.ContextHead, context), plaintext, blob.AsSpan(CiphertextBlob.HeaderLength));
        DemandNotZeroized();
        return blob;
    }

    private KeyMaterial Open(WrappedBackingKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> blob, SecretArena arena)
    {
        using var lease = Borrow(key, out var opened);
        var length = SealedBox.OpenedLength(blob.Length - CiphertextBlob.HeaderLength);
        if (length is < 0 or > CiphertextBlob.MaximumPlaintextLength || !blob.StartsWith(opened.Header)) throw new InvalidCiphertextException();
        var parts = new Parts(lease.Bytes, new(opened.ContextHead, context), blob[CiphertextBlob.HeaderLength..]);
        return KeyMaterial.Create(length, parts, static (plaintext, parts) =>
        {
            if (!SealedBox.TryOpen(parts.Key, parts.Context, parts.Box, plaintext)) throw new InvalidCiphertextException();
        }, arena);
    }

    private KeyMaterial.Lease Borrow(WrappedBackingKey key, out OpenedKey opened)
    {
        ArgumentNullException.ThrowIfNull(key);
        while (true)
        {
            DemandNotZeroized();
            opened = _cache.Get(key, keyring, static (wrapped, ring, now) => new(wrapped, BackingKeyToken.Unwrap(ring, wrapped), now));
            // The cache may have wiped it between the two calls: then it is opened anew.
            if (opened.Material.TryBorrow(out var lease)) return lease;
        }
    }

    private static KeyMaterial NewDataKey(int length, SecretArena arena)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumDataKeyLength);
        return KeyMaterial.Random(length, arena);
    }

    private static void DemandSymmetric(BackingKeyIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        new CiphertextBlob(identity.Account, identity.KeyId, identity.Id).WriteContextHead(stackalloc byte[CiphertextBlob.ContextHeadLength]);
        if (identity.KeySpec != Symmetric) throw new NotSupportedException($"Key spec {identity.KeySpec} is not supported.");
    }

    /// <summary>Also after a use: zeroization waits for a reader, but not for ever, and nothing sealed under a wiped key may leave.</summary>
    private void DemandNotZeroized()
    {
        if (keyring.Arena.IsDisposed) throw new SecurityModuleZeroizedException();
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> key, BoxContext context, ReadOnlySpan<byte> box)
    {
        public readonly ReadOnlySpan<byte> Key = key, Box = box;
        public readonly BoxContext Context = context;
    }
}
