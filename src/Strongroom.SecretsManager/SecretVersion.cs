using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>The value of one version: sealed under a data key of its own, beside that key as KMS wrapped it.</summary>
/// <remarks>docs/formats/secret-version.md. Without a roster: the secret's record lists the version and the KMS key that it is under.</remarks>
public sealed record SecretVersion
{
    /// <summary>The stored kind: key (account, region, secret's name, secret's suffix, version id).</summary>
    public static RecordType<SecretVersion> Records { get; } = new("secret-version", new JsonRecordCodec<SecretVersion>())
    {
        Guarded = false,
        CacheCapacity = 32_768,
    };

    /// <summary>True for SecretBinary, false for SecretString.</summary>
    public required bool IsBinary { get; init; }

    /// <summary>The ARN of the KMS key that wraps the data key.</summary>
    public required string KmsKeyArn { get; init; }

    /// <summary>The data key as KMS wrapped it, under a context of the secret's ARN and the version's id.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>The value in a sealed box under the data key.</summary>
    public required byte[] Box { get; init; }

    /// <summary>The stored key of a version's record.</summary>
    public static RecordKey RecordKeyOf(Secret secret, string versionId) => Records.Key(secret.Account, secret.Region, secret.Name, secret.Suffix, versionId);
}
