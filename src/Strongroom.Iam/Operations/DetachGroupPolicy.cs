using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Detaches a managed policy from a group.</summary>
[Operation("iam.DetachGroupPolicy")]
public sealed class DetachGroupPolicy(EntityPolicies policies) : IOperation<DetachGroupPolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DetachAsync(call, EntityKinds.Groups, request.GroupName!, request.PolicyArn!, cancellation);
        return default;
    }
}
