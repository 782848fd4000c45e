using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The only holder of plaintext KMS keys. It takes wrapped backing keys and requests and returns results.</summary>
/// <remarks>
/// Plaintext keys do not cross it upward, except data keys and random bytes that a caller asked for. In process by default; the same
/// contract
/// serves a process of its own and PKCS#11 tokens. All methods are safe to call from any thread.
/// <para>A context is the canonical encoding of an encryption context (docs/formats/encryption-context.md). Key specs and algorithms are
/// AWS's
/// names. A request that does not fit its key (another algorithm, a plaintext too long) is the caller's bug: an <see
/// cref="ArgumentException"/>.
/// Any method that takes a wrapped key throws <see cref="BackingKeyUnavailableException"/> if the stored key does not open, and
/// <see cref="SecurityModuleZeroizedException"/> once the module has been zeroized.</para>
/// </remarks>
public interface ISecurityModule
{
    /// <summary>Makes a backing key of its key spec inside the module and returns it wrapped under the current domain key.</summary>
    /// <exception cref="SecurityModuleBusyException">Too many RSA keys are being made just now.</exception>
    ValueTask<WrappedBackingKey> GenerateBackingKeyAsync(BackingKeyIdentity identity, CancellationToken cancellation = default);

    /// <summary>
    /// Takes key material in (raw bytes, or PKCS#8 for a key pair), checks it fully, and returns it wrapped. The caller still owns
    /// <paramref name="material"/>.
    /// </summary>
    /// <exception cref="InvalidKeyException">It is not sound material of the identity's key spec.</exception>
    ValueTask<WrappedBackingKey> ImportBackingKeyAsync(BackingKeyIdentity identity, KeyMaterial material,
        CancellationToken cancellation = default);

    /// <summary>
    /// Makes a key pair to wrap key material for import into one KMS key. The private half lives wrapped, like a backing key.
    /// </summary>
    /// <param name="account">The KMS key's account.</param>
    /// <param name="keyId">The KMS key's id.</param>
    /// <param name="wrappingKeySpec"><c>RSA_2048</c>, <c>RSA_3072</c> or <c>RSA_4096</c>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="SecurityModuleBusyException"/>
    ValueTask<ImportWrappingKey> GenerateImportWrappingKeyAsync(
        string account, string keyId, string wrappingKeySpec, CancellationToken cancellation = default);

    /// <summary>
    /// Unwraps key material with the private half of an import wrapping key, checks it fully, and returns it wrapped as a backing key.
    /// </summary>
    /// <param name="identity">What the material becomes.</param>
    /// <param name="wrappingKey">From <see cref="GenerateImportWrappingKeyAsync"/>, for the same account and KMS key.</param>
    /// <param name="wrappingAlgorithm">
    /// <c>RSAES_OAEP_SHA_1</c>, <c>RSAES_OAEP_SHA_256</c>, <c>RSA_AES_KEY_WRAP_SHA_1</c> or <c>RSA_AES_KEY_WRAP_SHA_256</c>.
    /// </param>
    /// <param name="wrappedMaterial">The wrapped key material.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidCiphertextException">It does not unwrap.</exception>
    /// <exception cref="InvalidKeyException">It unwraps to something that is not sound material of the identity's key spec.</exception>
    ValueTask<WrappedBackingKey> ImportWrappedBackingKeyAsync(BackingKeyIdentity identity, WrappedBackingKey wrappingKey,
        string wrappingAlgorithm, ReadOnlyMemory<byte> wrappedMaterial, CancellationToken cancellation = default);

    /// <summary>Encrypts up to 4,096 bytes under a symmetric backing key into a ciphertext blob.</summary>
    ValueTask<byte[]> EncryptAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, KeyMaterial plaintext,
        CancellationToken cancellation = default);

    /// <summary>Opens a ciphertext blob made under <paramref name="key"/>.</summary>
    /// <exception cref="InvalidCiphertextException">The blob, the key or the context is wrong; nothing tells which.</exception>
    ValueTask<KeyMaterial> DecryptAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, ReadOnlyMemory<byte> blob,
        CancellationToken cancellation = default);

    /// <summary>Encrypts with the public half of an RSA key: bare output, as long as the modulus.</summary>
    /// <param name="key">The RSA key.</param>
    /// <param name="algorithm"><c>RSAES_OAEP_SHA_1</c> or <c>RSAES_OAEP_SHA_256</c>.</param>
    /// <param name="plaintext">At most <see cref="RsaPrivateKey.LongestPlaintext"/> bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<byte[]> EncryptAsymmetricAsync(WrappedBackingKey key, string algorithm, KeyMaterial plaintext,
        CancellationToken cancellation = default);

    /// <summary>Decrypts with an RSA key.</summary>
    /// <exception cref="InvalidCiphertextException">It does not open; nothing tells why.</exception>
    ValueTask<KeyMaterial> DecryptAsymmetricAsync(
        WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> ciphertext, CancellationToken cancellation = default);

    /// <summary>Makes a data key of <paramref name="length"/> bytes and returns it in the clear and as a ciphertext blob.</summary>
    ValueTask<GeneratedDataKey> GenerateDataKeyAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, int length,
        CancellationToken cancellation = default);

    /// <summary>Makes a data key and returns only its ciphertext blob.</summary>
    ValueTask<byte[]> GenerateDataKeyWithoutPlaintextAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, int length,
        CancellationToken cancellation = default);

    /// <summary>
    /// Makes a key pair of a key spec for its caller, the private half as a ciphertext blob and, if wanted, in the clear.
    /// </summary>
    /// <exception cref="SecurityModuleBusyException"/>
    ValueTask<GeneratedDataKeyPair> GenerateDataKeyPairAsync(
        WrappedBackingKey key, ReadOnlyMemory<byte> context, string keyPairSpec, bool withPlaintext,
        CancellationToken cancellation = default);

    /// <summary>Opens a blob under one key and seals it under another; the plaintext stays inside.</summary>
    /// <exception cref="InvalidCiphertextException"/>
    ValueTask<byte[]> ReEncryptAsync(WrappedBackingKey source, ReadOnlyMemory<byte> sourceContext, ReadOnlyMemory<byte> blob,
        WrappedBackingKey destination, ReadOnlyMemory<byte> destinationContext, CancellationToken cancellation = default);

    /// <summary>
    /// As the other form, for any pair of encryption keys: each side has its algorithm, <c>SYMMETRIC_DEFAULT</c> or OAEP's, whose context
    /// is empty.
    /// </summary>
    /// <exception cref="InvalidCiphertextException"/>
    /// <exception cref="ArgumentException">The plaintext is too long for the destination.</exception>
    ValueTask<byte[]> ReEncryptAsync(EncryptionSide source, ReadOnlyMemory<byte> ciphertext, EncryptionSide destination,
        CancellationToken cancellation = default);

    /// <summary>Signs a message (0 to 4,096 bytes) or a digest. ECDSA signatures are DER; PSS salts are as long as the digest.</summary>
    ValueTask<byte[]> SignAsync(
        WrappedBackingKey key, string algorithm, MessageType messageType, ReadOnlyMemory<byte> message,
        CancellationToken cancellation = default);

    /// <summary>True if the signature is the key's own over that message or digest.</summary>
    ValueTask<bool> VerifyAsync(WrappedBackingKey key, string algorithm, MessageType messageType, ReadOnlyMemory<byte> message,
        ReadOnlyMemory<byte> signature, CancellationToken cancellation = default);

    /// <summary>The HMAC of a message under an HMAC key, whole.</summary>
    ValueTask<byte[]> GenerateMacAsync(WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> message,
        CancellationToken cancellation = default);

    /// <summary>True if the MAC is the key's own over that message.</summary>
    ValueTask<bool> VerifyMacAsync(
        WrappedBackingKey key, string algorithm, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> mac,
        CancellationToken cancellation = default);

    /// <summary>ECDH with a peer's public key, SubjectPublicKeyInfo in DER: the x coordinate, raw.</summary>
    /// <exception cref="InvalidPublicKeyException">The peer's key is no point of the same curve.</exception>
    ValueTask<KeyMaterial> DeriveSharedSecretAsync(WrappedBackingKey key, ReadOnlyMemory<byte> publicKey,
        CancellationToken cancellation = default);

    /// <summary>The public half of a key pair, SubjectPublicKeyInfo in DER.</summary>
    ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(WrappedBackingKey key, CancellationToken cancellation = default);

    /// <summary>Random bytes, 1 to 1,024.</summary>
    ValueTask<KeyMaterial> GenerateRandomAsync(int length, CancellationToken cancellation = default);

    /// <summary>Drops an opened backing key from the module's cache: its KMS key was disabled, deleted or is pending deletion.</summary>
    void Forget(BackingKeyId id);
}
