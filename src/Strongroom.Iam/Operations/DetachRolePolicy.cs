using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Detaches a managed policy from a role.</summary>
[Operation("iam.DetachRolePolicy")]
public sealed class DetachRolePolicy(EntityPolicies policies) : IOperation<DetachRolePolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DetachAsync(call, EntityKinds.Roles, request.RoleName!, request.PolicyArn!, cancellation);
        return default;
    }
}
