using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Deletes the copies of a secret in some regions, at once.</summary>
[Operation("secretsmanager.RemoveRegionsFromReplication")]
public sealed class RemoveRegionsFromReplication(SecretAuthorizer authorizer, Replication replication)
    : IOperation<RemoveRegionsFromReplication.Request, RemoveRegionsFromReplication.Response>
{
    private static readonly ActionName Action = SecretActions.Of("RemoveRegionsFromReplication");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The regions.</summary>
        [Required, Length(1, 128), ElementLength(1, 128), ElementPattern(@"^([a-z]+-)+\d+$")]
        public IReadOnlyList<string>? RemoveReplicaRegions { get; init; }
    }

    /// <summary>The answer: the replicas that are left.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, IReadOnlyList<ReplicationStatus> ReplicationStatus);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation);
        var secret = stored.Value;
        secret.DemandChangeable();
        foreach (var region in request.RemoveReplicaRegions!)
            if (!secret.Replicas.Any(replica => replica.Region == region)) throw SecretsManagerFaults.InvalidParameter("Invalid replica region.");
        foreach (var region in request.RemoveReplicaRegions!.Distinct()) await replication.RemoveAsync(call, secret, region, cancellation);

        var left = secret.Replicas.Where(replica => !request.RemoveReplicaRegions!.Contains(replica.Region)).ToArray();
        var changed = secret with { Replicas = left, PrimaryRegion = left.Length == 0 ? null : secret.PrimaryRegion, LastChangedDate = call.Time };
        SecretStore.Replace(call.Changes, stored, changed);
        return new(secret.Arn, SecretsManager.ReplicationStatus.Of(changed) ?? []);
    }
}
