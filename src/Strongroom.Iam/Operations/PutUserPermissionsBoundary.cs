using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a managed policy the most that a user may do.</summary>
[Operation("iam.PutUserPermissionsBoundary")]
public sealed class PutUserPermissionsBoundary(EntityChanges changes) : IOperation<PutUserPermissionsBoundary.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 64)] public string? UserName { get; init; }

        /// <summary>The managed policy that is to be the boundary.</summary>
        [Required, Length(20, 2048)] public string? PermissionsBoundary { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.PutBoundaryAsync(call, EntityKinds.Users, request.UserName!, request.PermissionsBoundary!, cancellation);
        return default;
    }
}
