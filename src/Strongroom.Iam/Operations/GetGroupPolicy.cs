using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a policy embedded in a group, percent-encoded.</summary>
[Operation("iam.GetGroupPolicy", ReadOnly = true)]
public sealed class GetGroupPolicy(EntityPolicies policies) : IOperation<GetGroupPolicy.Request, GetGroupPolicy.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string GroupName, string PolicyName, string PolicyDocument);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (name, policy) = await policies.GetInlineAsync(call, EntityKinds.Groups, request.GroupName!, request.PolicyName!, cancellation);
        return new(name, policy.Name, Uri.EscapeDataString(policy.Document));
    }
}
