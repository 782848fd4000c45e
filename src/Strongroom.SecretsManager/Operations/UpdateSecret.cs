using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Changes a secret's description, KMS key or value.</summary>
[Operation("secretsmanager.UpdateSecret")]
public sealed class UpdateSecret(SecretStore secrets, SecretWriter writer, SecretAuthorizer authorizer, SecretEnvelopes envelopes)
    : IOperation<UpdateSecret.Request, UpdateSecret.Response>
{
    private static readonly ActionName Action = SecretActions.Of("UpdateSecret");
    private static readonly string[] ReEncrypted = [StagingLabels.Current, StagingLabels.Pending, StagingLabels.Previous];

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>Makes the request repeatable, and is the new version's id.</summary>
        [Length(32, 64)] public string? ClientRequestToken { get; init; }
        /// <summary>For people.</summary>
        [Length(0, 2048)] public string? Description { get; init; }
        /// <summary>Another key; empty for <c>alias/aws/secretsmanager</c>. The labelled versions are sealed anew under it.</summary>
        [Length(0, 2048)] public string? KmsKeyId { get; init; }
        /// <summary>A new value, where it is bytes.</summary>
        [Length(1, 65536)] public KeyMaterial? SecretBinary { get; init; }
        /// <summary>A new value, where it is text.</summary>
        [Length(1, 65536), SecretText] public KeyMaterial? SecretString { get; init; }
        /// <summary>The kind of a secret that a partner manages; only kept.</summary>
        [Length(0, 256)] public string? Type { get; init; }
    }

    /// <summary>The answer; a version where a value was given.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string? VersionId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var value = SecretValue.Of(request.SecretString, request.SecretBinary);
        var token = request.ClientRequestToken ?? throw SecretsManagerFaults.NoToken();
        var access = new SecretAccess { Description = request.Description, KmsKeyId = request.KmsKeyId };
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        var secret = stored.Value;
        secret.DemandChangeable();

        var changed = secret with
        {
            Description = request.Description ?? secret.Description,
            Type = request.Type ?? secret.Type,
            LastChangedDate = call.Time,
        };
        if (request.KmsKeyId is { } keyId) changed = await UnderKeyAsync(call, changed, keyId.Length == 0 ? null : keyId, cancellation);
        if (value is not null) changed = await writer.PutVersionAsync(call, changed, token, value, [StagingLabels.Current], cancellation);
        await writer.ReplaceAsync(call, stored, changed, cancellation, value is null ? null : new(token, value));
        return new(secret.Arn, secret.Name, value is null ? null : token);
    }

    private async ValueTask<Secret> UnderKeyAsync(Call call, Secret secret, string? keyId, CancellationToken cancellation)
    {
        if (keyId == secret.KmsKeyId) return secret;
        var moved = secret with { KmsKeyId = keyId };
        await envelopes.DemandKeyAsync(call, moved, cancellation);
        var versions = new List<VersionEntry>(secret.Versions.Count);
        foreach (var version in secret.Versions)
            versions.Add(version.HasValue && ReEncrypted.Any(version.Has) ? await ReSealAsync(call, secret, moved, version, cancellation) : version);
        return moved with { Versions = versions };
    }

    private async ValueTask<VersionEntry> ReSealAsync(Call call, Secret before, Secret after, VersionEntry entry, CancellationToken cancellation)
    {
        var old = await secrets.GetVersionAsync(before, entry, cancellation);
        SecretValue value;
        try
        {
            value = await envelopes.OpenAsync(call, before, entry.VersionId, old.Value, cancellation);
        }
        catch (FaultException refused) when (refused.Code == "AccessDeniedException")
        {
            // Who may not open it under its old key leaves it there, as AWS does: those who may still can.
            return entry;
        }

        using (value)
        {
            var sealedAnew = await envelopes.SealAsync(call, after, entry.VersionId, value, cancellation);
            call.Changes.Replace(SecretVersion.Records, old, sealedAnew);
            return entry with { KmsKeyArn = sealedAnew.KmsKeyArn, IsDefaultKey = after.KmsKeyId is null };
        }
    }
}
