using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.SecretsManager;

/// <summary>Seals each version under a data key of its own, and opens it again: KMS is asked as the caller, and says no to whom it wants.</summary>
/// <remarks>
/// User Guide, "Secret encryption and decryption": the context is the secret's ARN and the version's id; a key is tried, before a secret is
/// put under it, with <c>RequestToValidateKeyAccess</c> as the version. docs/formats/secret-version.md has the layout.
/// </remarks>
public sealed class SecretEnvelopes(IDataKeys keys)
{
    /// <summary>The alias of the key that protects secrets unless another is asked for.</summary>
    public const string DefaultKey = "alias/aws/secretsmanager";

    private const string Service = SecretsManagerService.Name;

    /// <summary>Seals a value as a version of <paramref name="secret"/>, under the secret's KMS key.</summary>
    /// <param name="call">Who puts it, in the secret's region.</param>
    /// <param name="secret">The secret as it will be: its KMS key counts.</param>
    /// <param name="versionId">The version's id.</param>
    /// <param name="value">The value, which its owner keeps.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FaultException">EncryptionFailure, AccessDeniedException.</exception>
    public async ValueTask<SecretVersion> SealAsync(Call call, Secret secret, string versionId, SecretValue value, CancellationToken cancellation)
    {
        try
        {
            using var key = await keys.GenerateAsync(call, Service, KeyOf(secret), ContextOf(secret, versionId), cancellation);
            return new()
            {
                IsBinary = value.IsBinary,
                KmsKeyArn = key.KeyArn,
                WrappedKey = key.Wrapped,
                Box = SealedValue.Seal(key.Plaintext, secret.Arn, versionId, value),
            };
        }
        catch (FaultException kms)
        {
            throw SecretsManagerFaults.EncryptionFailure(kms, call.RequestId);
        }
    }

    /// <summary>Opens a version. The receiver disposes the value.</summary>
    /// <exception cref="FaultException">DecryptionFailure, AccessDeniedException.</exception>
    /// <exception cref="Storage.DamagedRecordException">The box was edited, or is another version's.</exception>
    public async ValueTask<SecretValue> OpenAsync(Call call, Secret secret, string versionId, SecretVersion version, CancellationToken cancellation)
    {
        KeyMaterial key;
        try
        {
            key = await keys.DecryptAsync(call, Service, version.WrappedKey, ContextOf(secret, versionId), cancellation);
        }
        catch (FaultException kms)
        {
            throw SecretsManagerFaults.DecryptionFailure(kms, call.RequestId);
        }

        using (key)
        {
            var opened = SealedValue.TryOpen(key, secret.Arn, versionId, version)
                ?? throw new Storage.DamagedRecordException(SecretVersion.RecordKeyOf(secret, versionId), "does not open under its data key");
            return new(opened, version.IsBinary);
        }
    }

    /// <summary>Refuses a key that the caller could not use for this secret, by trying it.</summary>
    /// <exception cref="FaultException">EncryptionFailure, AccessDeniedException.</exception>
    public async ValueTask DemandKeyAsync(Call call, Secret secret, CancellationToken cancellation)
    {
        var context = ContextOf(secret, "RequestToValidateKeyAccess");
        try
        {
            using var made = await keys.GenerateAsync(call, Service, KeyOf(secret), context, cancellation);
            using var opened = await keys.DecryptAsync(call, Service, made.Wrapped, context, cancellation);
        }
        catch (FaultException kms)
        {
            throw SecretsManagerFaults.EncryptionFailure(kms, call.RequestId);
        }
    }

    // By its whole ARN, since a caller of another account has an alias of the same name.
    private static string KeyOf(Secret secret)
        => secret.KmsKeyId ?? $"arn:aws:kms:{secret.Region}:{secret.Account}:{DefaultKey}";

    private static EncryptionContext ContextOf(Secret secret, string versionId)
        => EncryptionContext.Of(new KeyValuePair<string, string>("SecretARN", secret.Arn), new("SecretVersionId", versionId));
}
