using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Everything of a secret but its values.</summary>
[Operation("secretsmanager.DescribeSecret", ReadOnly = true)]
public sealed class DescribeSecret(SecretAuthorizer authorizer, AccessDates accesses) : IOperation<DescribeSecret.Request, DescribeSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("DescribeSecret");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
    }

    /// <summary>The answer: only what the secret has.</summary>
    public sealed record Response
    {
        /// <summary>The ARN.</summary>
        [WireName("ARN")] public required string Arn { get; init; }
        /// <summary>The name.</summary>
        public required string Name { get; init; }
        /// <summary>A partner's kind of secret.</summary>
        public string? Type { get; init; }
        /// <summary>For people.</summary>
        public string? Description { get; init; }
        /// <summary>The key, unless it is the default one.</summary>
        public string? KmsKeyId { get; init; }
        /// <summary>Absent where rotation was never asked for.</summary>
        public bool? RotationEnabled { get; init; }
        /// <summary>The rotation function.</summary>
        [WireName("RotationLambdaARN")] public string? RotationLambdaArn { get; init; }
        /// <summary>The schedule.</summary>
        public RotationRules? RotationRules { get; init; }
        /// <summary>The last rotation.</summary>
        public DateTimeOffset? LastRotatedDate { get; init; }
        /// <summary>The last change of anything.</summary>
        public DateTimeOffset? LastChangedDate { get; init; }
        /// <summary>The day of the last retrieval.</summary>
        public DateTimeOffset? LastAccessedDate { get; init; }
        /// <summary>The end of the recovery window.</summary>
        public DateTimeOffset? DeletedDate { get; init; }
        /// <summary>The end of the next rotation's window.</summary>
        public DateTimeOffset? NextRotationDate { get; init; }
        /// <summary>The tags.</summary>
        public IReadOnlyList<TagMember>? Tags { get; init; }
        /// <summary>The labels of each version that has any.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<string>>? VersionIdsToStages { get; init; }
        /// <summary>When it was made.</summary>
        public DateTimeOffset CreatedDate { get; init; }
        /// <summary>The primary's region, of a secret with replicas.</summary>
        public string? PrimaryRegion { get; init; }
        /// <summary>The replicas.</summary>
        public IReadOnlyList<ReplicationStatus>? ReplicationStatus { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var secret = (await authorizer.GetAsync(call, Action, request.SecretId!, cancellation)).Value;
        await accesses.FlushAsync(cancellation);
        return new()
        {
            Arn = secret.Arn,
            Name = secret.Name,
            Type = secret.Type,
            Description = secret.Description,
            KmsKeyId = secret.KmsKeyId,
            RotationEnabled = secret.Rotation?.Enabled,
            RotationLambdaArn = secret.Rotation?.LambdaArn,
            RotationRules = secret.Rotation?.Rules,
            LastRotatedDate = secret.Rotation?.LastRotatedDate,
            LastChangedDate = secret.LastChangedDate,
            LastAccessedDate = (await accesses.FindAsync(secret, cancellation))?.LastAccessedDate,
            DeletedDate = secret.DeletionDate,
            NextRotationDate = secret.Rotation?.NextRotationDate,
            Tags = SecretTags.ToMembers(secret.Tags),
            VersionIdsToStages = secret.LabelsByVersion(),
            CreatedDate = secret.CreatedDate,
            PrimaryRegion = secret.PrimaryRegion,
            ReplicationStatus = SecretsManager.ReplicationStatus.Of(secret),
        };
    }
}
