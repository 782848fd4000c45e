using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Cuts a replica from its primary, asked in the replica's region: from then on it is a secret of its own.</summary>
[Operation("secretsmanager.StopReplicationToReplica")]
public sealed class StopReplicationToReplica(SecretAuthorizer authorizer, SecretStore secrets)
    : IOperation<StopReplicationToReplica.Request, StopReplicationToReplica.Response>
{
    private static readonly ActionName Action = SecretActions.Of("StopReplicationToReplica");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN of the replica.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation);
        var replica = stored.Value;
        if (!replica.IsReplica)
            throw SecretsManagerFaults.InvalidParameter("Operation not permitted on a primary secret. Call must be made in the replica secret's region.");
        var promoted = replica with { PrimaryRegion = null, LastChangedDate = call.Time, Rotation = null };
        SecretStore.Replace(call.Changes, stored, promoted);

        var primary = await secrets.FindAnyAsync(replica.Account, replica.PrimaryRegion!, replica.Name, cancellation);
        if (primary is not null && primary.Value.Suffix == replica.Suffix)
        {
            var left = primary.Value.Replicas.Where(other => other.Region != replica.Region).ToArray();
            SecretStore.Replace(call.Changes, primary,
                primary.Value with { Replicas = left, PrimaryRegion = left.Length == 0 ? null : primary.Value.PrimaryRegion });
        }

        return new(replica.Arn);
    }
}
