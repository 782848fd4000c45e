using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Retrieves the value of one version of a secret.</summary>
[Operation("secretsmanager.GetSecretValue", ReadOnly = true)]
public sealed class GetSecretValue(SecretAuthorizer authorizer, SecretReader reader) : IOperation<GetSecretValue.Request, Retrieved>
{
    /// <summary>The action, which BatchGetSecretValue needs too.</summary>
    internal static readonly ActionName Action = SecretActions.Of("GetSecretValue");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>One version.</summary>
        [Length(32, 64)] public string? VersionId { get; init; }
        /// <summary>The version with this label; AWSCURRENT where neither is given.</summary>
        [Length(1, 256)] public string? VersionStage { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Retrieved> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var access = request.VersionId is null && request.VersionStage is null ? SecretAccess.None
            : new() { VersionId = request.VersionId, VersionStage = request.VersionStage };
        var secret = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, access);
        return await reader.GetAsync(call, secret.Value, request.VersionId, request.VersionStage, cancellation);
    }
}
