using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Takes the permissions boundary of a user away.</summary>
[Operation("iam.DeleteUserPermissionsBoundary")]
public sealed class DeleteUserPermissionsBoundary(EntityChanges changes) : IOperation<DeleteUserPermissionsBoundary.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 64)] public string? UserName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.DeleteBoundaryAsync(call, EntityKinds.Users, request.UserName!, cancellation);
        return default;
    }
}
