using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Makes copies of a secret in further regions, which follow it from then on.</summary>
[Operation("secretsmanager.ReplicateSecretToRegions")]
public sealed class ReplicateSecretToRegions(SecretAuthorizer authorizer, Replication replication)
    : IOperation<ReplicateSecretToRegions.Request, ReplicateSecretToRegions.Response>
{
    private static readonly ActionName Action = SecretActions.Of("ReplicateSecretToRegions");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>Where to.</summary>
        [Required, Length(1, 128)] public IReadOnlyList<ReplicaRegion>? AddReplicaRegions { get; init; }
        /// <summary>Replaces secrets of this name there.</summary>
        public bool? ForceOverwriteReplicaSecret { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, IReadOnlyList<ReplicationStatus>? ReplicationStatus);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var access = new SecretAccess
        {
            AddReplicaRegions = [.. request.AddReplicaRegions!.Select(static replica => replica.Region ?? "")],
            ForceOverwriteReplicaSecret = request.ForceOverwriteReplicaSecret,
        };
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        stored.Value.DemandChangeable();
        var secret = await replication.AddAsync(call, stored.Value with { LastChangedDate = call.Time }, request.AddReplicaRegions!,
            request.ForceOverwriteReplicaSecret == true, null, cancellation);
        SecretStore.Replace(call.Changes, stored, secret);
        return new(secret.Arn, SecretsManager.ReplicationStatus.Of(secret));
    }
}
