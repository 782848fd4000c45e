using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Lists the tags of trails.</summary>
[Operation(CloudTrailService.Target + "ListTags", ReadOnly = true)]
public sealed class ListTags(TrailStore trails) : IOperation<ListTags.Request, ListTags.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:ListTags");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>ARNs of trails: at most 20.</summary>
        [Required, Length(0, 20)] public IReadOnlyList<string>? ResourceIdList { get; init; }

        /// <summary>Reserved: all come on one page.</summary>
        public string? NextToken { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> ResourceTagList, string? NextToken);

    /// <summary>A trail's tags.</summary>
    public sealed record Entry(string ResourceId, IReadOnlyList<TagMember> TagsList);

    /// <inheritdoc/>
    public async ValueTask<ListTags.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.NextToken is not null) throw CloudTrailFaults.InvalidToken();
        var entries = new List<Entry>();
        foreach (var arn in request.ResourceIdList!)
        {
            var trail = (await trails.GetAsync(call, Action, arn, cancellation)).Value;
            entries.Add(new(arn, [.. trail.Tags.Select(static tag => new TagMember { Key = tag.Key, Value = tag.Value })]));
        }

        return new(entries, null);
    }
}
