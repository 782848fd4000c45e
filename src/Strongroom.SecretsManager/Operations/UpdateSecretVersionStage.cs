using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Moves a staging label to a version, or takes it away. Moving AWSCURRENT moves AWSPREVIOUS after it.</summary>
[Operation("secretsmanager.UpdateSecretVersionStage")]
public sealed class UpdateSecretVersionStage(SecretWriter writer, SecretAuthorizer authorizer)
    : IOperation<UpdateSecretVersionStage.Request, UpdateSecretVersionStage.Response>
{
    private static readonly ActionName Action = SecretActions.Of("UpdateSecretVersionStage");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The label.</summary>
        [Required, Length(1, 256)] public string? VersionStage { get; init; }
        /// <summary>Whose it is: needed to move a label that some version has.</summary>
        [Length(32, 64)] public string? RemoveFromVersionId { get; init; }
        /// <summary>Whose it will be; nobody's where none is given.</summary>
        [Length(32, 64)] public string? MoveToVersionId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, new() { VersionStage = request.VersionStage });
        var secret = stored.Value;
        secret.DemandChangeable();
        var versions = Move(secret, request.VersionStage!, request.RemoveFromVersionId, request.MoveToVersionId);
        SecretWriter.DemandLabels(versions);
        await writer.ReplaceAsync(call, stored, secret with { Versions = versions, LastChangedDate = call.Time }, cancellation);
        return new(secret.Arn, secret.Name);
    }

    private static IReadOnlyList<VersionEntry> Move(Secret secret, string label, string? from, string? to)
    {
        if (from is null && to is null)
            throw SecretsManagerFaults.InvalidParameter("You must specify either a MoveToVersionId, or a RemoveFromVersionId, or both, to change a staging label.");
        foreach (var id in new[] { from, to })
            if (id is not null && secret.FindVersion(id) is null) throw SecretsManagerFaults.NoValueForVersion(id);

        var holder = secret.FindLabelled(label);
        if (from is null && holder is not null && holder.VersionId != to)
            throw SecretsManagerFaults.InvalidParameter($"The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version "
                + $"{holder.VersionId}, so you must explicitly reference that version in RemoveFromVersionId.");
        if (from is not null && holder?.VersionId != from)
            throw SecretsManagerFaults.InvalidParameter($"The parameter RemoveFromVersionId is incorrect. Staging label {label} is "
                + (holder is null ? "not attached to any version." : $"currently attached to version {holder.VersionId}."));
        if (to is not null) return StagingLabels.Attach(secret.Versions, to, label);
        if (label == StagingLabels.Current)
            throw SecretsManagerFaults.InvalidParameter("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
        return StagingLabels.Detach(secret.Versions, from!, label);
    }
}
