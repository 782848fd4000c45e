using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Marks a secret for deletion at the end of a recovery window, or deletes it at once.</summary>
[Operation("secretsmanager.DeleteSecret")]
public sealed class DeleteSecret(SecretStore secrets, SecretAuthorizer authorizer) : IOperation<DeleteSecret.Request, DeleteSecret.Response>
{
    private const int DefaultWindow = 30;

    private static readonly ActionName Action = SecretActions.Of("DeleteSecret");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>7 to 30 days; 30 where none is given.</summary>
        public long? RecoveryWindowInDays { get; init; }
        /// <summary>True to delete at once, beyond recovery.</summary>
        public bool? ForceDeleteWithoutRecovery { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, DateTimeOffset DeletionDate);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var force = request.ForceDeleteWithoutRecovery == true;
        if (force && request.RecoveryWindowInDays is not null)
            throw SecretsManagerFaults.InvalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        if (request.RecoveryWindowInDays is < 7 or > 30)
            throw SecretsManagerFaults.InvalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");

        var access = new SecretAccess { RecoveryWindowInDays = request.RecoveryWindowInDays, ForceDeleteWithoutRecovery = request.ForceDeleteWithoutRecovery };
        Stored<Secret> stored;
        try
        {
            stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        }
        catch (FaultException missing) when (force && missing.Code == "ResourceNotFoundException")
        {
            // What is to be gone for good and is gone is no error, so that clean-up can be run twice.
            var reference = SecretReference.Parse(request.SecretId!, call);
            return new(SecretReference.ArnOf(reference.Account, reference.Region, reference.Name, reference.Suffix ?? SecretReference.NewSuffix()), reference.Name, call.Time);
        }

        var secret = stored.Value;
        if (secret.IsReplica) throw SecretsManagerFaults.OnReplica();
        if (!force) secret.DemandNotDeleted();
        if (secret.Replicas.Count > 0)
        {
            var regions = string.Join(",", secret.Replicas.Select(static replica => replica.Region));
            throw SecretsManagerFaults.InvalidParameter($"You can't delete secret {request.SecretId} that still has replica regions [{regions}]");
        }

        if (force)
        {
            await secrets.DeleteAsync(call.Changes, stored, cancellation);
            return new(secret.Arn, secret.Name, call.Time);
        }

        var doomed = secret with { DeletionDate = call.Time.AddDays(request.RecoveryWindowInDays ?? DefaultWindow), LastChangedDate = call.Time };
        SecretStore.Replace(call.Changes, stored, doomed);
        return new(secret.Arn, secret.Name, doomed.DeletionDate.Value);
    }
}
