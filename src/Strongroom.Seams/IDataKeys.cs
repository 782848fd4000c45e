using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Seams;

/// <summary>What S3, Ebs, Redshift and Secrets Manager ask of KMS, as their caller and in their caller's name.</summary>
/// <remarks>
/// Each method is a child call of <c>call</c>: decided as the same caller with <c>kms:ViaService</c>, and with an audit record of its own.
/// </remarks>
public interface IDataKeys
{
    /// <summary>Makes a data key of 32 bytes under a KMS key.</summary>
    /// <param name="call">The call that needs it.</param>
    /// <param name="viaService">The asking service, such as <c>s3</c>.</param>
    /// <param name="keyId">A key id, ARN or alias.</param>
    /// <param name="context">Bound to the data key.</param>
    /// <exception cref="FaultException">KMS's own refusal.</exception>
    ValueTask<DataKey> GenerateAsync(Call call, string viaService, string keyId, EncryptionContext context, CancellationToken cancellation);

    /// <summary>Opens a data key.</summary>
    /// <exception cref="FaultException">KMS's own refusal.</exception>
    ValueTask<KeyMaterial> DecryptAsync(Call call, string viaService, ReadOnlyMemory<byte> wrapped, EncryptionContext context, CancellationToken cancellation);
}

/// <summary>A data key as a service gets it: to use now, and to keep.</summary>
/// <param name="KeyArn">The KMS key that wraps it.</param>
/// <param name="Plaintext">To use now; the receiver disposes it.</param>
/// <param name="Wrapped">To keep.</param>
public sealed record DataKey(string KeyArn, KeyMaterial Plaintext, byte[] Wrapped) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Plaintext.Dispose();
}
