using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <content>Where backing keys come from: made here, imported, or unwrapped on their way in.</content>
public sealed partial class InProcessSecurityModule
{
    /// <inheritdoc/>
    public ValueTask<WrappedBackingKey> GenerateBackingKeyAsync(BackingKeyIdentity identity, CancellationToken cancellation = default)
    {
        var kind = KindOf(identity);
        if (kind.RsaBits() != 0) return GenerateRsaAsync(identity, kind, cancellation);

        using var material = kind.IsKeyPair()
            ? PrivateKey.Generate(kind, keyring.Arena) : KeyMaterial.Random(kind.SecretLength(), keyring.Arena);
        return ValueTask.FromResult(Wrap(identity, kind, material));
    }

    /// <inheritdoc/>
    public ValueTask<WrappedBackingKey> ImportBackingKeyAsync(BackingKeyIdentity identity, KeyMaterial material,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(material);
        return ValueTask.FromResult(Wrap(identity, KindOf(identity), material));
    }

    /// <inheritdoc/>
    public async ValueTask<ImportWrappingKey> GenerateImportWrappingKeyAsync(
        string account, string keyId, string wrappingKeySpec, CancellationToken cancellation = default)
    {
        var identity = new BackingKeyIdentity(account, keyId, BackingKeyId.New(), ImportWrapping.SpecOf(wrappingKeySpec));
        var kind = ImportWrapping.KindOf(identity.KeySpec)
            ?? throw new ArgumentException($"{wrappingKeySpec} wraps no key material.", nameof(wrappingKeySpec));
        DemandShape(identity);
        DemandNotZeroized();
        using var material = await _generator.GenerateAsync(kind, keyring.Arena, cancellation);
        var wrapped = Wrap(identity, kind, material, out var publicKey);
        return new(wrapped, publicKey);
    }

    /// <inheritdoc/>
    public ValueTask<WrappedBackingKey> ImportWrappedBackingKeyAsync(BackingKeyIdentity identity, WrappedBackingKey wrappingKey,
        string wrappingAlgorithm, ReadOnlyMemory<byte> wrappedMaterial, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wrappingKey);
        var kind = KindOf(identity);
        if (wrappingKey.Identity.Account != identity.Account || wrappingKey.Identity.KeyId != identity.KeyId)
            throw new ArgumentException("The wrapping key is another KMS key's.", nameof(wrappingKey));

        using var use = Use(_pairs, wrappingKey);
        if (!use.Key.IsImportWrappingKey) throw new ArgumentException("The key wraps no key material.", nameof(wrappingKey));
        using var material = ImportWrapping.Unwrap((RsaPrivateKey)use.Key.Pair, wrappingAlgorithm, wrappedMaterial.Span, keyring.Arena)
            ?? throw new InvalidCiphertextException();
        return ValueTask.FromResult(Wrap(identity, kind, material));
    }

    /// <inheritdoc/>
    public async ValueTask<GeneratedDataKeyPair> GenerateDataKeyPairAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, string keyPairSpec, bool withPlaintext,
        CancellationToken cancellation = default)
    {
        if (KeyKinds.Find(keyPairSpec) is not { } kind || !kind.IsKeyPair() || kind.IsMlDsa())
            throw new ArgumentException($"{keyPairSpec} is no key pair spec.", nameof(keyPairSpec));

        DemandNotZeroized();
        var pkcs8 = await _generator.GenerateAsync(kind, withPlaintext ? SecretArena.Shared : keyring.Arena, cancellation);
        var keep = false;
        try
        {
            var (publicKey, blob) = Seal(key, context, kind, pkcs8);
            keep = withPlaintext;
            return new(keep ? pkcs8 : null, publicKey, blob);
        }
        finally
        {
            if (!keep) pkcs8.Dispose();
        }
    }

    private async ValueTask<WrappedBackingKey> GenerateRsaAsync(BackingKeyIdentity identity, KeyKind kind, CancellationToken cancellation)
    {
        DemandNotZeroized();
        using var material = await _generator.GenerateAsync(kind, keyring.Arena, cancellation);
        return Wrap(identity, kind, material);
    }

    private WrappedBackingKey Wrap(BackingKeyIdentity identity, KeyKind kind, KeyMaterial material) =>
        Wrap(identity, kind, material, out _);

    /// <summary>
    /// Checks the material and wraps it. A key pair is named by its public half, since its private half has several spellings.
    /// </summary>
    /// <exception cref="InvalidKeyException"/>
    private WrappedBackingKey Wrap(BackingKeyIdentity identity, KeyKind kind, KeyMaterial material, out ReadOnlyMemory<byte> publicKey)
    {
        DemandNotZeroized();
        using var lease = material.Borrow();
        publicKey = kind.IsKeyPair() ? PublicKeyOf(kind, lease.Bytes) : default;
        if (!kind.IsKeyPair() && lease.Bytes.Length != kind.SecretLength())
            throw new InvalidKeyException($"A {kind} key has {kind.SecretLength()} bytes, not {lease.Bytes.Length}.");

        var name = KeyMaterialId.Of(keyring, identity, kind.IsKeyPair() ? publicKey.Span : lease.Bytes);
        var wrapped = new WrappedBackingKey(identity, name, BackingKeyToken.Wrap(keyring, identity, lease.Bytes));
        DemandNotZeroized();
        return wrapped;
    }

    private (ReadOnlyMemory<byte> PublicKey, byte[] Blob) Seal(WrappedBackingKey key, ReadOnlyMemory<byte> context, KeyKind kind,
        KeyMaterial pkcs8)
    {
        using var lease = pkcs8.Borrow();
        return (PublicKeyOf(kind, lease.Bytes), Seal(key, context.Span, lease.Bytes));
    }

    private static ReadOnlyMemory<byte> PublicKeyOf(KeyKind kind, ReadOnlySpan<byte> pkcs8)
    {
        using var pair = PrivateKey.Open(kind, pkcs8);
        return pair.PublicKey;
    }

    private static KeyKind KindOf(BackingKeyIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        DemandShape(identity);
        return KeyKinds.Find(identity.KeySpec) ?? throw new NotSupportedException($"Key spec {identity.KeySpec} is not supported.");
    }

    private static void DemandShape(BackingKeyIdentity identity) =>
        new CiphertextBlob(identity.Account, identity.KeyId, identity.Id)
            .WriteContextHead(stackalloc byte[CiphertextBlob.ContextHeadLength]);
}
