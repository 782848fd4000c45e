using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes a policy embedded in a role.</summary>
[Operation("iam.DeleteRolePolicy")]
public sealed class DeleteRolePolicy(EntityPolicies policies) : IOperation<DeleteRolePolicy.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await policies.DeleteInlineAsync(call, EntityKinds.Roles, request.RoleName!, request.PolicyName!, cancellation);
        return default;
    }
}
