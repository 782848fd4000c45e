using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the tags of a user.</summary>
[Operation("iam.ListUserTags", ReadOnly = true)]
public sealed class ListUserTags(IamStore store, IamPages pages) : IOperation<ListUserTags.Request, ListUserTags.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListUserTags");

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
    public sealed record Response(IReadOnlyList<TagMember> Tags, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var found = await store.GetAsync(call, EntityKinds.Users, request.UserName!, Action, cancellation);
        var page = pages.Of(call, IamTags.Listed(found.Value.Tags), $"tags/{found.Value.Id}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
