using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a policy embedded in a user, percent-encoded.</summary>
[Operation("iam.GetUserPolicy", ReadOnly = true)]
public sealed class GetUserPolicy(EntityPolicies policies) : IOperation<GetUserPolicy.Request, GetUserPolicy.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string UserName, string PolicyName, string PolicyDocument);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (name, policy) = await policies.GetInlineAsync(call, EntityKinds.Users, request.UserName!, request.PolicyName!, cancellation);
        return new(name, policy.Name, Uri.EscapeDataString(policy.Document));
    }
}
