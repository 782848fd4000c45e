using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes a policy embedded in a group.</summary>
[Operation("iam.DeleteGroupPolicy")]
public sealed class DeleteGroupPolicy(EntityPolicies policies) : IOperation<DeleteGroupPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DeleteInlineAsync(call, EntityKinds.Groups, request.GroupName!, request.PolicyName!, cancellation);
        return default;
    }
}
