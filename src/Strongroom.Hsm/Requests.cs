using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>A data key as its caller gets it.</summary>
public sealed record GeneratedDataKey(KeyMaterial Plaintext, byte[] CiphertextBlob);

/// <summary>A data key pair as its caller gets it.</summary>
/// <param name="PrivateKeyPlaintext">PKCS#8 in DER; null if it was not asked for. The receiver disposes it.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in DER.</param>
/// <param name="PrivateKeyCiphertextBlob">The PKCS#8 form, encrypted under the KMS key.</param>
public sealed record GeneratedDataKeyPair(KeyMaterial? PrivateKeyPlaintext, ReadOnlyMemory<byte> PublicKey,
    byte[] PrivateKeyCiphertextBlob);

/// <summary>A key pair that wraps key material for import.</summary>
/// <param name="Key">
/// The private half, wrapped; it serves <see cref="ISecurityModule.ImportWrappedBackingKeyAsync"/> and nothing else.
/// </param>
/// <param name="PublicKey">SubjectPublicKeyInfo in DER.</param>
public sealed record ImportWrappingKey(WrappedBackingKey Key, ReadOnlyMemory<byte> PublicKey);

/// <summary>One side of a re-encryption.</summary>
/// <param name="Key">The key.</param>
/// <param name="Algorithm"><c>SYMMETRIC_DEFAULT</c>, <c>RSAES_OAEP_SHA_1</c> or <c>RSAES_OAEP_SHA_256</c>.</param>
/// <param name="Context">The canonical encryption context; empty for RSA.</param>
public readonly record struct EncryptionSide(WrappedBackingKey Key, string Algorithm, ReadOnlyMemory<byte> Context);

/// <summary>What a message to sign is.</summary>
public enum MessageType
{
    /// <summary>The message itself.</summary>
    Raw,

    /// <summary>Its digest, of the algorithm's length.</summary>
    Digest,
}

/// <summary>A ciphertext does not open. One answer for every reason, so that callers cannot probe which check failed.</summary>
public sealed class InvalidCiphertextException() : Exception("The ciphertext does not open.");

/// <summary>A peer's public key is malformed, on another curve, or no point of it.</summary>
public sealed class InvalidPublicKeyException() : Exception("The public key is not a point of the key's curve.");

/// <summary>The module has as many slow requests waiting as it takes. Nothing was done; trying again later may succeed.</summary>
public sealed class SecurityModuleBusyException() : Exception("Too many keys are being generated at once.");
