using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a group and its users.</summary>
[Operation("iam.GetGroup", ReadOnly = true)]
public sealed class GetGroup(IamStore store, IamPages pages) : IOperation<GetGroup.Request, GetGroup.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetGroup");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(GroupDetails Group, IReadOnlyList<UserDetails> Users, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var group = (await store.GetAsync(call, EntityKinds.Groups, request.GroupName!, Action, cancellation)).Value;
        var all = Membership.Records.Key(call.Account, group.Name.ToLowerInvariant());
        var page = await pages.ReadAsync(call, Membership.Records, all, $"group/{group.Id}", request.Marker, request.MaxItems, _ => true,
            cancellation);
        var users = new List<UserDetails>();
        foreach (var member in page.Items)
            if (await store.Records.FindAsync(User.Records, User.RecordKeyOf(call.Account, member.UserName), cancellation) is { } user)
                users.Add(UserDetails.Listed(user.Value));
        return new(GroupDetails.Of(group), users, page.IsTruncated, page.Marker);
    }
}
