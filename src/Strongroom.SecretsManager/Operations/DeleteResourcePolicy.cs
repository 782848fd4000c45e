using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Takes the resource policy from a secret; one that has none is no error.</summary>
[Operation("secretsmanager.DeleteResourcePolicy")]
public sealed class DeleteResourcePolicy(SecretWriter writer, SecretAuthorizer authorizer)
    : IOperation<DeleteResourcePolicy.Request, DeleteResourcePolicy.Response>
{
    private static readonly ActionName Action = SecretActions.Of("DeleteResourcePolicy");

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
        secret.DemandChangeable();
        if (secret.Policy is not null) await writer.ReplaceAsync(call, stored, secret with { Policy = null, LastChangedDate = call.Time }, cancellation);
        return new(secret.Arn, secret.Name);
    }
}
