using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The only holder of plaintext KMS keys. It takes wrapped backing keys and requests and returns results.</summary>
/// <remarks>
/// Plaintext keys do not cross it upward, except data keys and random bytes that a caller asked for. In process by default; the same contract
/// serves a process of its own and PKCS#11 tokens. All methods are safe to call from any thread.
/// <para>A context is the canonical encoding of an encryption context (docs/formats/encryption-context.md).</para>
/// </remarks>
public interface ISecurityModule
{
    /// <summary>Makes a backing key inside the module and returns it wrapped under the current domain key.</summary>
    ValueTask<WrappedBackingKey> GenerateBackingKeyAsync(BackingKeyIdentity identity, CancellationToken cancellation = default);

    /// <summary>Takes key material in and returns it wrapped. The caller still owns <paramref name="material"/>.</summary>
    ValueTask<WrappedBackingKey> ImportBackingKeyAsync(BackingKeyIdentity identity, KeyMaterial material, CancellationToken cancellation = default);

    /// <summary>Encrypts up to 4,096 bytes under a symmetric backing key into a ciphertext blob.</summary>
    ValueTask<byte[]> EncryptAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, KeyMaterial plaintext, CancellationToken cancellation = default);

    /// <summary>Opens a ciphertext blob made under <paramref name="key"/>.</summary>
    /// <exception cref="InvalidCiphertextException">The blob, the key or the context is wrong; nothing tells which.</exception>
    ValueTask<KeyMaterial> DecryptAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, ReadOnlyMemory<byte> blob, CancellationToken cancellation = default);

    /// <summary>Makes a data key of <paramref name="length"/> bytes and returns it in the clear and as a ciphertext blob.</summary>
    ValueTask<GeneratedDataKey> GenerateDataKeyAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, int length, CancellationToken cancellation = default);

    /// <summary>Makes a data key and returns only its ciphertext blob.</summary>
    ValueTask<byte[]> GenerateDataKeyWithoutPlaintextAsync(WrappedBackingKey key, ReadOnlyMemory<byte> context, int length, CancellationToken cancellation = default);

    /// <summary>Opens a blob under one key and seals it under another; the plaintext stays inside.</summary>
    /// <exception cref="InvalidCiphertextException"/>
    ValueTask<byte[]> ReEncryptAsync(WrappedBackingKey source, ReadOnlyMemory<byte> sourceContext, ReadOnlyMemory<byte> blob,
        WrappedBackingKey destination, ReadOnlyMemory<byte> destinationContext, CancellationToken cancellation = default);

    /// <summary>Random bytes, 1 to 1,024.</summary>
    ValueTask<KeyMaterial> GenerateRandomAsync(int length, CancellationToken cancellation = default);

    /// <summary>Drops an opened backing key from the module's cache: its KMS key was disabled, deleted or is pending deletion.</summary>
    void Forget(BackingKeyId id);
}

/// <summary>A data key as its caller gets it.</summary>
public sealed record GeneratedDataKey(KeyMaterial Plaintext, byte[] CiphertextBlob);

/// <summary>A ciphertext does not open. One answer for every reason, so that callers cannot probe which check failed.</summary>
public sealed class InvalidCiphertextException() : Exception("The ciphertext does not open.");
