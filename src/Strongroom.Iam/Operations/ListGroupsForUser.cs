using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the groups that a user belongs to.</summary>
[Operation("iam.ListGroupsForUser", ReadOnly = true)]
public sealed class ListGroupsForUser(IamStore store, IamPages pages) : IOperation<ListGroupsForUser.Request, ListGroupsForUser.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListGroupsForUser");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<GroupDetails> Groups, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var user = (await store.GetAsync(call, EntityKinds.Users, request.UserName!, Action, cancellation)).Value;
        var groups = new List<GroupDetails>();
        foreach (var name in user.Groups)
            if (await store.Records.FindAsync(Group.Records, Group.RecordKeyOf(call.Account, name), cancellation) is { } group)
                groups.Add(GroupDetails.Of(group.Value));
        var page = pages.Of(call, groups, $"groups-of/{user.Id}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
