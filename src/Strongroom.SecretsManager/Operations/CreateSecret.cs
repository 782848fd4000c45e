using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Makes a secret, with its first version where a value is given.</summary>
[Operation("secretsmanager.CreateSecret")]
public sealed class CreateSecret(SecretStore secrets, SecretWriter writer, SecretAuthorizer authorizer, SecretEnvelopes envelopes, Replication replication)
    : IOperation<CreateSecret.Request, CreateSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("CreateSecret");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Letters, digits and <c>/_+=.@-</c>; not ending in a hyphen and six characters, or its partial ARN finds nothing.</summary>
        [Required, Length(1, 512)] public string? Name { get; init; }
        /// <summary>Makes the request repeatable, and is the version's id.</summary>
        [Length(32, 64)] public string? ClientRequestToken { get; init; }
        /// <summary>For people.</summary>
        [Length(0, 2048)] public string? Description { get; init; }
        /// <summary>Key id, key ARN or alias; <c>alias/aws/secretsmanager</c> where none is given.</summary>
        [Length(0, 2048)] public string? KmsKeyId { get; init; }
        /// <summary>The value, where it is bytes.</summary>
        [Length(1, 65536)] public KeyMaterial? SecretBinary { get; init; }
        /// <summary>The value, where it is text.</summary>
        [Length(1, 65536), SecretText] public KeyMaterial? SecretString { get; init; }
        /// <summary>At most 50.</summary>
        public IReadOnlyList<TagMember>? Tags { get; init; }
        /// <summary>Where to keep copies.</summary>
        [Length(1, 128)] public IReadOnlyList<ReplicaRegion>? AddReplicaRegions { get; init; }
        /// <summary>Replaces secrets of this name there.</summary>
        public bool? ForceOverwriteReplicaSecret { get; init; }
        /// <summary>The kind of a secret that a partner manages; only kept.</summary>
        [Length(0, 256)] public string? Type { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string? VersionId, IReadOnlyList<ReplicationStatus>? ReplicationStatus);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        SecretReference.DemandName(request.Name!);
        var value = SecretValue.Of(request.SecretString, request.SecretBinary);
        var token = request.ClientRequestToken ?? throw SecretsManagerFaults.NoToken();
        var secret = New(request, call);
        await authorizer.DemandAsync(call, Action, secret, AccessOf(request, secret), cancellation);

        var existing = await secrets.FindAnyAsync(call.Account, call.Region, secret.Name, cancellation);
        if (existing is not null && !existing.Value.IsGoneAt(call.Time)) return await RepeatAsync(call, existing.Value, token, value, cancellation);

        if (request.KmsKeyId is { Length: > 0 }) await envelopes.DemandKeyAsync(call, secret, cancellation);
        if (value is not null) secret = await writer.PutVersionAsync(call, secret, token, value, [StagingLabels.Current], cancellation);
        if (request.AddReplicaRegions is { } regions)
        {
            var fresh = value is null ? (FreshVersion?)null : new(token, value);
            secret = await replication.AddAsync(call, secret, regions, request.ForceOverwriteReplicaSecret == true, fresh, cancellation);
        }

        await writer.CreateAsync(call, secret, existing, cancellation);
        return new(secret.Arn, secret.Name, value is null ? null : token, SecretsManager.ReplicationStatus.Of(secret));
    }

    // The name is taken: by this same request, come again, or by another.
    private async ValueTask<Response> RepeatAsync(Call call, Secret secret, string token, SecretValue? value, CancellationToken cancellation)
    {
        if (secret.DeletionDate is not null) throw SecretsManagerFaults.NameScheduledForDeletion();
        if (value is null || secret.IsReplica || secret.FindVersion(token) is not { HasValue: true } entry) throw SecretsManagerFaults.SecretExists(secret.Name);
        await writer.DemandSameAsync(call, secret, entry, value, cancellation);
        return new(secret.Arn, secret.Name, token, SecretsManager.ReplicationStatus.Of(secret));
    }

    private static Secret New(Request request, Call call) => new()
    {
        Account = call.Account,
        Region = call.Region,
        Name = request.Name!,
        Suffix = SecretReference.NewSuffix(),
        Description = request.Description,
        KmsKeyId = string.IsNullOrEmpty(request.KmsKeyId) ? null : request.KmsKeyId,
        Type = string.IsNullOrEmpty(request.Type) ? null : request.Type,
        CreatedDate = call.Time,
        LastChangedDate = call.Time,
        Tags = SecretTags.Merge(request.Tags, null),
    };

    private static SecretAccess AccessOf(Request request, Secret secret) => new()
    {
        Name = secret.Name,
        Description = request.Description,
        KmsKeyId = secret.KmsKeyId,
        RequestTags = secret.Tags,
        AddReplicaRegions = request.AddReplicaRegions?.Select(static replica => replica.Region ?? "").ToArray(),
        ForceOverwriteReplicaSecret = request.ForceOverwriteReplicaSecret,
    };
}
