using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Operations;

/// <summary>Attaches a resource policy to a secret, in place of the one that it has.</summary>
[Operation("secretsmanager.PutResourcePolicy")]
public sealed class PutResourcePolicy(SecretWriter writer, SecretAuthorizer authorizer, SecretPolicies policies)
    : IOperation<PutResourcePolicy.Request, PutResourcePolicy.Response>
{
    private static readonly ActionName Action = SecretActions.Of("PutResourcePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required, Length(1, 2048)] public string? SecretId { get; init; }
        /// <summary>The policy, in JSON.</summary>
        [Required, Length(1, 20480)] public string? ResourcePolicy { get; init; }
        /// <summary>True to refuse a policy that lets in whoever comes.</summary>
        public bool? BlockPublicPolicy { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: WireName("ARN")] string Arn, string Name);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await authorizer.GetAsync(call, Action, request.SecretId!, cancellation, new() { BlockPublicPolicy = request.BlockPublicPolicy });
        var secret = stored.Value;
        secret.DemandChangeable();
        var policy = await policies.ParseAsync(request.ResourcePolicy!, cancellation);
        if (request.BlockPublicPolicy == true && SecretPolicies.IsPublic(policy.Document)) throw SecretsManagerFaults.PublicPolicy();
        if (await policies.LocksOutAsync(call, secret, policy, cancellation))
            throw SecretsManagerFaults.InvalidParameter("You can't attach a resource policy that takes away your own permission to change it.");
        await writer.ReplaceAsync(call, stored, secret with { Policy = policy, LastChangedDate = call.Time }, cancellation);
        return new(secret.Arn, secret.Name);
    }
}
