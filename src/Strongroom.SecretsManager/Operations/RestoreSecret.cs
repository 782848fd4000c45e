using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Cancels a deletion within its recovery window. The schedule of rotations goes on from now.</summary>
[Operation("secretsmanager.RestoreSecret")]
public sealed class RestoreSecret(SecretAuthorizer authorizer) : IOperation<RestoreSecret.Request, RestoreSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("RestoreSecret");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation);
        var secret = stored.Value;
        if (secret.IsReplica) throw SecretsManagerFaults.OnReplica();
        if (secret.DeletionDate is not null)
            SecretStore.Replace(call.Changes, stored, secret with { DeletionDate = null, LastChangedDate = call.Time, Rotation = secret.Rotation?.Scheduled(call.Time) });
        return new(secret.Arn, secret.Name);
    }
}
