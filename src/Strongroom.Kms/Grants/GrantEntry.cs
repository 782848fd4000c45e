namespace Strongroom.Kms;

/// <summary>A grant as the lists show it.</summary>
public sealed record GrantEntry
{
    /// <summary>The key's ARN.</summary>
    public required string KeyId { get; init; }
    /// <summary>The grant's id.</summary>
    public required string GrantId { get; init; }
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreationDate { get; init; }
    /// <summary>Whom it permits.</summary>
    public required string GranteePrincipal { get; init; }
    /// <summary>Who else may retire it.</summary>
    public string? RetiringPrincipal { get; init; }
    /// <summary>Whose account made it.</summary>
    public required string IssuingAccount { get; init; }
    /// <summary>What it permits.</summary>
    public required IReadOnlyList<string> Operations { get; init; }
    /// <summary>Under which encryption context.</summary>
    public GrantConstraintsMember? Constraints { get; init; }

    /// <summary>What there is to show of <paramref name="grant"/>.</summary>
    public static GrantEntry Of(KmsGrant grant) => new()
    {
        KeyId = grant.KeyArn,
        GrantId = grant.GrantId,
        Name = grant.Name,
        CreationDate = grant.CreationDate,
        GranteePrincipal = grant.GranteePrincipal,
        RetiringPrincipal = grant.RetiringPrincipal,
        IssuingAccount = grant.IssuingAccount,
        Operations = grant.Operations,
        Constraints = grant is { EncryptionContextEquals: null, EncryptionContextSubset: null }
            ? null
            : new() { EncryptionContextEquals = grant.EncryptionContextEquals, EncryptionContextSubset = grant.EncryptionContextSubset },
    };
}

/// <summary>The constraints of a grant on the wire.</summary>
public sealed record GrantConstraintsMember
{
    /// <summary>At least these pairs.</summary>
    public IReadOnlyDictionary<string, string>? EncryptionContextSubset { get; init; }
    /// <summary>Exactly these pairs.</summary>
    public IReadOnlyDictionary<string, string>? EncryptionContextEquals { get; init; }
}

/// <summary>The operations that can be granted, as enumerated on the wire.</summary>
public enum GrantOperation
{
    /// <summary>Decrypt.</summary>
    Decrypt,
    /// <summary>Encrypt.</summary>
    Encrypt,
    /// <summary>GenerateDataKey.</summary>
    GenerateDataKey,
    /// <summary>GenerateDataKeyWithoutPlaintext.</summary>
    GenerateDataKeyWithoutPlaintext,
    /// <summary>ReEncrypt, as source.</summary>
    ReEncryptFrom,
    /// <summary>ReEncrypt, as destination.</summary>
    ReEncryptTo,
    /// <summary>Sign.</summary>
    Sign,
    /// <summary>Verify.</summary>
    Verify,
    /// <summary>GetPublicKey.</summary>
    GetPublicKey,
    /// <summary>CreateGrant, of no more than this grant allows.</summary>
    CreateGrant,
    /// <summary>RetireGrant, of this grant.</summary>
    RetireGrant,
    /// <summary>DescribeKey.</summary>
    DescribeKey,
    /// <summary>GenerateDataKeyPair.</summary>
    GenerateDataKeyPair,
    /// <summary>GenerateDataKeyPairWithoutPlaintext.</summary>
    GenerateDataKeyPairWithoutPlaintext,
    /// <summary>GenerateMac.</summary>
    GenerateMac,
    /// <summary>VerifyMac.</summary>
    VerifyMac,
    /// <summary>DeriveSharedSecret.</summary>
    DeriveSharedSecret,
}
