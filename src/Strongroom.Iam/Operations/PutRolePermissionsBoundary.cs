using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a managed policy the most that a role may do.</summary>
[Operation("iam.PutRolePermissionsBoundary")]
public sealed class PutRolePermissionsBoundary(EntityChanges changes) : IOperation<PutRolePermissionsBoundary.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The managed policy that is to be the boundary.</summary>
        [Required, Length(20, 2048)] public string? PermissionsBoundary { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.PutBoundaryAsync(call, EntityKinds.Roles, request.RoleName!, request.PermissionsBoundary!, cancellation);
        return default;
    }
}
