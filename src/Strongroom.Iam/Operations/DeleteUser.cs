using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes a user on which nothing hangs any more.</summary>
[Operation("iam.DeleteUser")]
public sealed class DeleteUser(IamStore store, EntityChanges changes) : IOperation<DeleteUser.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeleteUser");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Users, request.UserName!, Action, cancellation);
        if (stored.Value.AccessKeys.Count > 0) throw IamFaults.DeleteConflict("Cannot delete entity, must delete access keys first.");
        if (stored.Value.Groups.Count > 0) throw IamFaults.DeleteConflict("Cannot delete entity, must remove users from group first.");
        await changes.DeleteAsync(call, EntityKinds.Users, stored, cancellation);
        return default;
    }
}
