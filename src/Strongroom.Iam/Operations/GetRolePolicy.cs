using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a policy embedded in a role, percent-encoded.</summary>
[Operation("iam.GetRolePolicy", ReadOnly = true)]
public sealed class GetRolePolicy(EntityPolicies policies) : IOperation<GetRolePolicy.Request, GetRolePolicy.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string RoleName, string PolicyName, string PolicyDocument);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (name, policy) = await policies.GetInlineAsync(call, EntityKinds.Roles, request.RoleName!, request.PolicyName!, cancellation);
        return new(name, policy.Name, Uri.EscapeDataString(policy.Document));
    }
}
