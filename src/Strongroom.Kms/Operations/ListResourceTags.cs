using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the tags of a KMS key.</summary>
[Operation("TrentService.ListResourceTags", ReadOnly = true)]
public sealed class ListResourceTags(KeyStore keys, PageTokens tokens, KmsAuthorizer authorizer)
    : IOperation<ListResourceTags.Request, ListResourceTags.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListResourceTags");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>1 to 50; 50 where none is given.</summary>
        [Range(1, 50)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<KeyTag> Tags, string? NextMarker, bool Truncated);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var page = ListPage.Of(key.Tags, tokens, call, "ListResourceTags " + key.Arn, request.Marker, request.Limit ?? 50);
        return new(page.Items, page.NextMarker, page.NextMarker is not null);
    }
}
