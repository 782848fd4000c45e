using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes a group that has no users and no policies.</summary>
[Operation("iam.DeleteGroup")]
public sealed class DeleteGroup(IamStore store, EntityChanges changes) : IOperation<DeleteGroup.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeleteGroup");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Groups, request.GroupName!, Action, cancellation);
        var members = Membership.Records.Key(call.Account, stored.Value.Name.ToLowerInvariant());
        var some = await store.Records.RangeAsync(Membership.Records, members, members.EndOfChildren, 1, cancellation: cancellation);
        if (some.Count > 0) throw IamFaults.DeleteConflict("Cannot delete entity, must remove users from group first.");
        await changes.DeleteAsync(call, EntityKinds.Groups, stored, cancellation);
        return default;
    }
}
