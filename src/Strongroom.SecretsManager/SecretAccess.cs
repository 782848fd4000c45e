using System.Globalization;
using Strongroom.Access;

namespace Strongroom.SecretsManager;

/// <summary>What policies can ask about one use of a secret: the condition keys of Secrets Manager, answered from the secret and the request.</summary>
/// <remarks>Service Authorization Reference, "Condition keys for AWS Secrets Manager".</remarks>
public sealed record SecretAccess : IConditionKeys
{
    /// <summary>A request with nothing to ask about.</summary>
    public static SecretAccess None { get; } = new();

    /// <summary>The secret; null for actions on none that exists.</summary>
    public Secret? Secret { get; init; }

    /// <summary>The SecretId as the request gave it.</summary>
    public string? SecretId { get; init; }

    /// <summary>The name of a secret to be made.</summary>
    public string? Name { get; init; }

    /// <summary>The description in the request.</summary>
    public string? Description { get; init; }

    /// <summary>The KMS key in the request.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The tags that the request would set; for UntagResource the keys alone.</summary>
    public IReadOnlyList<SecretTag>? RequestTags { get; init; }

    /// <summary>The version asked for.</summary>
    public string? VersionId { get; init; }

    /// <summary>The label asked for.</summary>
    public string? VersionStage { get; init; }

    /// <summary>DeleteSecret's window.</summary>
    public long? RecoveryWindowInDays { get; init; }

    /// <summary>DeleteSecret without a window.</summary>
    public bool? ForceDeleteWithoutRecovery { get; init; }

    /// <summary>PutResourcePolicy's flag.</summary>
    public bool? BlockPublicPolicy { get; init; }

    /// <summary>The regions of replicas to be made.</summary>
    public IReadOnlyList<string>? AddReplicaRegions { get; init; }

    /// <summary>The flag that goes with them.</summary>
    public bool? ForceOverwriteReplicaSecret { get; init; }

    /// <summary>RotateSecret's function.</summary>
    public string? RotationLambdaArn { get; init; }

    /// <summary>RotateSecret's flag.</summary>
    public bool? ModifyRotationRules { get; init; }

    /// <summary>RotateSecret's flag.</summary>
    public bool? RotateImmediately { get; init; }

    /// <inheritdoc/>
    public ContextValue Find(ConditionKey key) => key.Family switch
    {
        "aws:resourcetag" => key.Parameter is { } tag ? TagValue(Secret?.Tags, tag) : null,
        "aws:requesttag" => key.Parameter is { } tag ? TagValue(RequestTags, tag) : null,
        "aws:tagkeys" => RequestTags is { } tags ? ContextValue.Of([.. tags.Select(static tag => tag.Key)]) : ContextValue.Missing,
        "secretsmanager:resourcetag" => key.Parameter is { } tag ? TagValue(Secret?.Tags, tag) : null,
        "secretsmanager:resource" => Is(key.Parameter, "AllowRotationLambdaArn") ? Secret?.Rotation?.LambdaArn : null,
        "secretsmanager:secretid" => Secret?.Arn ?? SecretId,
        "secretsmanager:name" => Name,
        "secretsmanager:description" => Description,
        "secretsmanager:kmskeyid" or "secretsmanager:kmskeyarn" => KmsKeyId,
        "secretsmanager:versionid" => VersionId,
        "secretsmanager:versionstage" => VersionStage,
        "secretsmanager:recoverywindowindays" => RecoveryWindowInDays?.ToString(CultureInfo.InvariantCulture),
        "secretsmanager:forcedeletewithoutrecovery" => Flag(ForceDeleteWithoutRecovery),
        "secretsmanager:blockpublicpolicy" => Flag(BlockPublicPolicy),
        "secretsmanager:addreplicaregions" => ContextValue.Of(AddReplicaRegions),
        "secretsmanager:forceoverwritereplicasecret" => Flag(ForceOverwriteReplicaSecret),
        "secretsmanager:secretprimaryregion" => Secret?.PrimaryRegion,
        "secretsmanager:rotationlambdaarn" => RotationLambdaArn,
        "secretsmanager:modifyrotationrules" => Flag(ModifyRotationRules),
        "secretsmanager:rotateimmediately" => Flag(RotateImmediately),
        _ => ContextValue.Missing,
    };

    private static string? TagValue(IReadOnlyList<SecretTag>? tags, string key)
    {
        for (var i = 0; i < (tags?.Count ?? 0); i++)
            if (Is(tags![i].Key, key)) return tags[i].Value;
        return null;
    }

    private static bool Is(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static ContextValue Flag(bool? flag) => flag is { } known ? ContextValue.Of(known) : ContextValue.Missing;
}
