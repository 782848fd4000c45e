using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the tags of a managed policy.</summary>
[Operation("iam.ListPolicyTags", ReadOnly = true)]
public sealed class ListPolicyTags(IamStore store, IamPages pages) : IOperation<ListPolicyTags.Request, ListPolicyTags.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListPolicyTags");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

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
        var policy = await store.GetPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        var page = pages.Of(call, IamTags.Listed(policy.Tags), $"tags/{policy.Id}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
