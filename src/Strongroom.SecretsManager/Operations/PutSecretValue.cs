using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Adds a version to a secret. It becomes the current one unless it gets other labels.</summary>
[Operation("secretsmanager.PutSecretValue")]
public sealed class PutSecretValue(SecretWriter writer, SecretAuthorizer authorizer, Records records) : IOperation<PutSecretValue.Request, PutSecretValue.Response>
{
    private static readonly ActionName Action = SecretActions.Of("PutSecretValue");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>Makes the request repeatable, and is the version's id.</summary>
        [Length(32, 64)] public string? ClientRequestToken { get; init; }
        /// <summary>The value, where it is bytes.</summary>
        [Length(1, 65536)] public KeyMaterial? SecretBinary { get; init; }
        /// <summary>The value, where it is text.</summary>
        [Length(1, 65536), SecretText] public KeyMaterial? SecretString { get; init; }
        /// <summary>AWSCURRENT where none are given.</summary>
        [Length(1, 20), ElementLength(1, 256)] public IReadOnlyList<string>? VersionStages { get; init; }
        /// <summary>Proves that a rotation function puts this: the token of its event.</summary>
        [Length(36, 256), Pattern(@"^[a-zA-Z0-9\-]+$"), NotAudited] public string? RotationToken { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string VersionId, IReadOnlyList<string>? VersionStages);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var value = SecretValue.Of(request.SecretString, request.SecretBinary);
        var token = request.ClientRequestToken ?? throw SecretsManagerFaults.NoToken();
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation);
        var secret = stored.Value;
        secret.DemandChangeable();
        if (value is null) throw SecretsManagerFaults.NoValue();
        if (request.RotationToken is { } proof) await RotationJob.DemandTokenAsync(records, secret, token, proof, cancellation);

        var changed = await writer.PutVersionAsync(call, secret, token, value, request.VersionStages ?? [StagingLabels.Current], cancellation);
        if (!ReferenceEquals(changed, secret)) await writer.ReplaceAsync(call, stored, changed, cancellation, new(token, value));
        var stages = changed.FindVersion(token)!.Stages;
        return new(secret.Arn, secret.Name, token, stages.Count == 0 ? null : stages);
    }
}
