using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Turns rotation off, and ends one that is under way wherever it is: AWSPENDING stays where it got to.</summary>
[Operation("secretsmanager.CancelRotateSecret")]
public sealed class CancelRotateSecret(Records records, SecretWriter writer, SecretAuthorizer authorizer)
    : IOperation<CancelRotateSecret.Request, CancelRotateSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("CancelRotateSecret");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
    }

    /// <summary>The answer; the version that was under way.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string? VersionId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation);
        var secret = stored.Value;
        secret.DemandChangeable();
        if (secret.Rotation is not { } rotation)
            throw SecretsManagerFaults.InvalidRequest("You tried to cancel a rotation of a secret that has no rotation function.");
        var job = await records.ReadAsync(RotationJob.Records, RotationJob.RecordKeyOf(secret.Account, secret.Region, secret.Name), cancellation);
        if (job is not null) call.Changes.Delete(RotationJob.Records, job);
        var off = rotation with { Enabled = false, NextRotationDate = null, DueDate = null };
        await writer.ReplaceAsync(call, stored, secret with { Rotation = off, LastChangedDate = call.Time }, cancellation);
        return new(secret.Arn, secret.Name, job?.Value.VersionId);
    }
}
