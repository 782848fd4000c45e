using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Puts a user into a group; again changes nothing.</summary>
[Operation("iam.AddUserToGroup")]
public sealed class AddUserToGroup(IamStore store) : IOperation<AddUserToGroup.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:AddUserToGroup");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var group = await store.GetAsync(call, EntityKinds.Groups, request.GroupName!, Action, cancellation);
        var user = await store.Records.FindAsync(User.Records, User.RecordKeyOf(call.Account, request.UserName!), cancellation)
            ?? throw IamFaults.NoSuchEntity("user", request.UserName!);
        var name = group.Value.Name.ToLowerInvariant();
        if (user.Value.Groups.Contains(name)) return default;
        if (user.Value.Groups.Count >= User.MaxGroups) throw IamFaults.QuotaExceeded("GroupsPerUser", User.MaxGroups);

        // The group must still be there when the user joins it, and whoever deletes it must see the user: both write the group's record.
        call.Changes.Replace(Group.Records, group, group.Value);
        call.Changes.Replace(User.Records, user,
            user.Value with { Groups = [.. user.Value.Groups.Append(name).Order(StringComparer.Ordinal)] });
        call.Changes.Create(Membership.Records, Membership.RecordKeyOf(call.Account, name, user.Value.Name),
            new() { UserName = user.Value.Name });
        return default;
    }
}
