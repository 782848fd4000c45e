using System.Security.Cryptography;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <content>Key pairs in use: signatures, OAEP, agreement, public keys.</content>
public sealed partial class InProcessSecurityModule
{
    private const string SymmetricAlgorithm = "SYMMETRIC_DEFAULT";

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(
        WrappedBackingKey key, string algorithm, MessageType messageType, ReadOnlyMemory<byte> message,
        CancellationToken cancellation = default)
    {
        using var use = Use(_pairs, key);
        var signature = Pair(use).Sign(Signing(algorithm), message.Span, messageType == MessageType.Digest);
        DemandNotZeroized();
        return ValueTask.FromResult(signature);
    }

    /// <inheritdoc/>
    public ValueTask<bool> VerifyAsync(WrappedBackingKey key, string algorithm, MessageType messageType, ReadOnlyMemory<byte> message,
        ReadOnlyMemory<byte> signature, CancellationToken cancellation = default)
    {
        using var use = Use(_pairs, key);
        return ValueTask.FromResult(Pair(use).Verify(Signing(algorithm), message.Span, messageType == MessageType.Digest, signature.Span));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> EncryptAsymmetricAsync(
        WrappedBackingKey key, string algorithm, KeyMaterial plaintext, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        using var lease = plaintext.Borrow();
        return ValueTask.FromResult(EncryptRsa(key, algorithm, lease.Bytes));
    }

    /// <inheritdoc/>
    public ValueTask<KeyMaterial> DecryptAsymmetricAsync(
        WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> ciphertext, CancellationToken cancellation = default) =>
        ValueTask.FromResult(DecryptRsa(key, algorithm, ciphertext.Span, SecretArena.Shared));

    /// <inheritdoc/>
    public ValueTask<byte[]> ReEncryptAsync(
        EncryptionSide source, ReadOnlyMemory<byte> ciphertext, EncryptionSide destination, CancellationToken cancellation = default)
    {
        using var plaintext = source.Algorithm == SymmetricAlgorithm
            ? Open(source.Key, source.Context.Span, ciphertext.Span, keyring.Arena)
            : DecryptRsa(source.Key, source.Algorithm, ciphertext.Span, keyring.Arena);
        using var lease = plaintext.Borrow();
        return ValueTask.FromResult(destination.Algorithm == SymmetricAlgorithm
            ? Seal(destination.Key, destination.Context.Span, lease.Bytes)
            : EncryptRsa(destination.Key, destination.Algorithm, lease.Bytes));
    }

    /// <inheritdoc/>
    public ValueTask<KeyMaterial> DeriveSharedSecretAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> publicKey, CancellationToken cancellation = default)
    {
        using var use = Use(_pairs, key);
        if (!use.Key.Kind.IsEllipticCurve()) throw new ArgumentException($"A {use.Key.Kind} key agrees on no secret.", nameof(key));
        using var lease = use.Key.Material.Borrow();
        var secret = EcPrivateKey.Agree(use.Key.Kind, lease.Bytes, publicKey.Span, SecretArena.Shared);
        return ValueTask.FromResult(secret ?? throw new InvalidPublicKeyException());
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(WrappedBackingKey key, CancellationToken cancellation = default)
    {
        using var use = Use(_pairs, key);
        return ValueTask.FromResult(Pair(use).PublicKey);
    }

    private byte[] EncryptRsa(WrappedBackingKey key, string algorithm, ReadOnlySpan<byte> plaintext)
    {
        using var use = Use(_pairs, key);
        return Rsa(use).Encrypt(OaepHash(algorithm), plaintext);
    }

    private KeyMaterial DecryptRsa(WrappedBackingKey key, string algorithm, ReadOnlySpan<byte> ciphertext, SecretArena arena)
    {
        using var use = Use(_pairs, key);
        return Rsa(use).Decrypt(OaepHash(algorithm), ciphertext, arena) ?? throw new InvalidCiphertextException();
    }

    private static RsaPrivateKey Rsa(KeyUse use) =>
        Pair(use) as RsaPrivateKey ?? throw new ArgumentException($"A {use.Key.Kind} key does not encrypt.");

    private static PrivateKey Pair(KeyUse use) => !use.Key.IsImportWrappingKey
        ? use.Key.Pair : throw new ArgumentException("An import wrapping key unwraps key material and does nothing else.");

    private static SigningAlgorithm Signing(string algorithm) =>
        SigningAlgorithm.Find(algorithm) ?? throw new ArgumentException($"{algorithm} is no signing algorithm.", nameof(algorithm));

    private static HashAlgorithmName OaepHash(string algorithm) => algorithm switch
    {
        "RSAES_OAEP_SHA_1" => HashAlgorithmName.SHA1,
        "RSAES_OAEP_SHA_256" => HashAlgorithmName.SHA256,
        _ => throw new ArgumentException($"{algorithm} is no encryption algorithm of an RSA key.", nameof(algorithm)),
    };
}
