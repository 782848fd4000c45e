using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the access keys of a user; of the caller, where none is named.</summary>
[Operation("iam.ListAccessKeys", ReadOnly = true)]
public sealed class ListAccessKeys(AccessKeys keys, IamPages pages) : IOperation<ListAccessKeys.Request, ListAccessKeys.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<AccessKeyDetails> AccessKeyMetadata, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (owner, all) = await keys.ListAsync(call, request.UserName, cancellation);
        var page = pages.Of(call, all, $"access-keys/{owner}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
