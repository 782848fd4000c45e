using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>The resource policy of a secret, as it was put.</summary>
[Operation("secretsmanager.GetResourcePolicy", ReadOnly = true)]
public sealed class GetResourcePolicy(SecretAuthorizer authorizer) : IOperation<GetResourcePolicy.Request, GetResourcePolicy.Response>
{
    private static readonly ActionName Action = SecretActions.Of("GetResourcePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
    }

    /// <summary>The answer; without a policy where the secret has none.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name, string? ResourcePolicy);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var secret = (await authorizer.GetAsync(call, Action, request.SecretId!, cancellation)).Value;
        secret.DemandNotDeleted();
        return new(secret.Arn, secret.Name, secret.Policy?.Document);
    }
}
