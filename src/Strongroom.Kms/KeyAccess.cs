using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Seams;

namespace Strongroom.Kms;

/// <summary>What policies can ask about one use of a KMS key: the condition keys of KMS, answered from the key's record and the request.</summary>
/// <remarks>Developer Guide, "AWS KMS condition keys". Keys about the caller, the connection and <c>kms:ViaService</c> are the evaluator's own.</remarks>
public sealed record KeyAccess : IConditionKeys
{
    /// <summary>The key; null for actions on no key that exists, such as CreateKey.</summary>
    public KmsKey? Key { get; init; }

    /// <summary>The KeyId as the request gave it: tells whether an alias was used.</summary>
    public string? RequestKeyId { get; init; }

    /// <summary>The grant tokens that came along; each must be one of ours.</summary>
    public IReadOnlyList<string>? GrantTokens { get; init; }

    /// <summary>The encryption context, for operations that take one.</summary>
    public EncryptionContext? Context { get; init; }

    /// <summary>The algorithm, for operations that take one.</summary>
    public string? EncryptionAlgorithm { get; init; }

    /// <summary>The algorithm, for Sign and Verify.</summary>
    public string? SigningAlgorithm { get; init; }

    /// <summary>RAW, DIGEST or EXTERNAL_MU, for Sign and Verify.</summary>
    public string? MessageType { get; init; }

    /// <summary>The algorithm, for GenerateMac and VerifyMac.</summary>
    public string? MacAlgorithm { get; init; }

    /// <summary>The algorithm, for DeriveSharedSecret.</summary>
    public string? KeyAgreementAlgorithm { get; init; }

    /// <summary>The spec of a data key pair.</summary>
    public string? DataKeyPairSpec { get; init; }

    /// <summary>True when ReEncrypt's two keys are one.</summary>
    public bool? ReEncryptOnSameKey { get; init; }

    /// <summary>The request's BypassPolicyLockoutSafetyCheck.</summary>
    public bool? BypassPolicyLockoutSafetyCheck { get; init; }

    /// <summary>The waiting period, for ScheduleKeyDeletion.</summary>
    public int? PendingWindowInDays { get; init; }

    /// <summary>The period, for EnableKeyRotation.</summary>
    public int? RotationPeriodInDays { get; init; }

    /// <summary>The tags that a request would set; for UntagResource the keys alone.</summary>
    public IReadOnlyList<KeyTag>? RequestTags { get; init; }

    /// <summary>The grant that CreateGrant would make.</summary>
    public GrantDraft? Grant { get; init; }

    /// <summary>How ImportKeyMaterial's material would come in.</summary>
    public ImportDraft? Import { get; init; }

    /// <summary>The region that a replica or the primary would be in.</summary>
    public string? ReplicaRegion { get; init; }

    /// <summary>The spec that CreateKey would make.</summary>
    public KmsKey? NewKey { get; init; }

    /// <inheritdoc/>
    public ContextValue Find(ConditionKey key) => key.Family switch
    {
        "kms:encryptioncontext" => key.Parameter is { } name ? ContextValue.Of(FindContext(name)) : ContextValue.Missing,
        "kms:encryptioncontextkeys" => Context is { Count: > 0 } pairs ? ContextValue.Of([.. pairs.Select(static pair => pair.Key)]) : ContextValue.Missing,
        "kms:requestalias" => RequestAlias(),
        "kms:resourcealiases" => ContextValue.Of(Key?.Aliases),
        "aws:resourcetag" => key.Parameter is { } tag ? Key?.Tags.FirstOrDefault(t => Same(t.TagKey, tag))?.TagValue : null,
        "aws:requesttag" => key.Parameter is { } tag ? RequestTags?.FirstOrDefault(t => Same(t.TagKey, tag))?.TagValue : null,
        "aws:tagkeys" => RequestTags is { } tags ? ContextValue.Of([.. tags.Select(static tag => tag.TagKey)]) : ContextValue.Missing,
        "kms:keyspec" or "kms:customermasterkeyspec" => (Key ?? NewKey) is { } k ? KeySpecs.NameOf(k.KeySpec) : null,
        "kms:keyusage" or "kms:customermasterkeyusage" => (Key ?? NewKey) is { } k ? WireNames.NameOf(k.KeyUsage) : null,
        "kms:keyorigin" => (Key ?? NewKey) is { } k ? WireNames.NameOf(k.Origin) : null,
        "kms:multiregion" => (Key ?? NewKey) is { } k ? ContextValue.Of(k.MultiRegion) : ContextValue.Missing,
        "kms:multiregionkeytype" => (Key ?? NewKey) is { MultiRegion: true } k ? MultiRegionConfiguration.TypeOf(k) : null,
        "kms:encryptionalgorithm" => EncryptionAlgorithm,
        "kms:signingalgorithm" => SigningAlgorithm,
        "kms:messagetype" => MessageType,
        "kms:macalgorithm" => MacAlgorithm,
        "kms:keyagreementalgorithm" => KeyAgreementAlgorithm,
        "kms:datakeypairspec" => DataKeyPairSpec,
        "kms:reencryptonsamekey" => Flag(ReEncryptOnSameKey),
        "kms:bypasspolicylockoutsafetycheck" => Flag(BypassPolicyLockoutSafetyCheck),
        "kms:schedulekeydeletionpendingwindowindays" => PendingWindowInDays?.ToString(null as IFormatProvider),
        "kms:rotationperiodindays" => RotationPeriodInDays?.ToString(null as IFormatProvider),
        "kms:replicaregion" or "kms:primaryregion" => ReplicaRegion,
        "kms:grantoperations" => ContextValue.Of(Grant?.Operations),
        "kms:granteeprincipal" => Grant?.GranteePrincipal,
        "kms:retiringprincipal" => Grant?.RetiringPrincipal,
        "kms:grantconstrainttype" => Grant?.ConstraintType,
        "kms:grantisforawsresource" => Flag(Grant?.IsForAwsResource),
        "kms:wrappingalgorithm" => Import?.WrappingAlgorithm,
        "kms:wrappingkeyspec" => Import?.WrappingKeySpec,
        "kms:expirationmodel" => Import?.ExpirationModel,
        "kms:validto" => Import?.ValidTo?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
        _ => ContextValue.Missing,
    };

    // The names of context pairs compare without regard to case here, as AWS documents; where case alone tells two apart, the exact one is meant.
    private string? FindContext(string name)
    {
        if (Context is null) return null;
        if (Context.Find(name) is { } exact) return exact;
        foreach (var pair in Context)
            if (Same(pair.Key, name)) return pair.Value;
        return null;
    }

    private string? RequestAlias()
    {
        var at = RequestKeyId?.IndexOf("alias/", StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : RequestKeyId![at..];
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static ContextValue Flag(bool? flag) => flag is { } known ? ContextValue.Of(known) : ContextValue.Missing;
}

/// <summary>A grant that a policy is asked about before it is made.</summary>
/// <param name="Operations">What it would allow.</param>
/// <param name="GranteePrincipal">Whom.</param>
/// <param name="RetiringPrincipal">Who else may retire it.</param>
/// <param name="ConstraintType"><c>EncryptionContextEquals</c>, <c>EncryptionContextSubset</c> or null.</param>
/// <param name="IsForAwsResource">True when a service makes it for a resource of its caller.</param>
public sealed record GrantDraft(IReadOnlyList<string> Operations, string GranteePrincipal, string? RetiringPrincipal, string? ConstraintType, bool IsForAwsResource);

/// <summary>An import that a policy is asked about.</summary>
public sealed record ImportDraft(string? WrappingAlgorithm, string? WrappingKeySpec, string? ExpirationModel, DateTimeOffset? ValidTo);
