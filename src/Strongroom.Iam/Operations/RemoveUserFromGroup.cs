using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Takes a user out of a group.</summary>
[Operation("iam.RemoveUserFromGroup")]
public sealed class RemoveUserFromGroup(IamStore store) : IOperation<RemoveUserFromGroup.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:RemoveUserFromGroup");

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
        if (!user.Value.Groups.Contains(name)) throw IamFaults.NoSuchEntity("user", request.UserName!);
        call.Changes.Replace(User.Records, user, user.Value with { Groups = [.. user.Value.Groups.Where(g => g != name)] });
        var membership = await store.Records.ReadAsync(Membership.Records, Membership.RecordKeyOf(call.Account, name, user.Value.Name),
            cancellation);
        if (membership is not null) call.Changes.Delete(Membership.Records, membership);
        return default;
    }
}
