using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Takes the permissions boundary of a role away.</summary>
[Operation("iam.DeleteRolePermissionsBoundary")]
public sealed class DeleteRolePermissionsBoundary(EntityChanges changes) : IOperation<DeleteRolePermissionsBoundary.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.DeleteBoundaryAsync(call, EntityKinds.Roles, request.RoleName!, cancellation);
        return default;
    }
}
