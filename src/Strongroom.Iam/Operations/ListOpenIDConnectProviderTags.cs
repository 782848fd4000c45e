using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the tags of an OpenID Connect provider.</summary>
[Operation("iam.ListOpenIDConnectProviderTags", ReadOnly = true)]
public sealed class ListOpenIDConnectProviderTags(ProviderStore providers, IamPages pages)
    : IOperation<ListOpenIDConnectProviderTags.Request, ListOpenIDConnectProviderTags.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListOpenIDConnectProviderTags");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }

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
        var provider = (await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation)).Value;
        var page = pages.Of(call, IamTags.Listed(provider.Tags), $"tags/{provider.Arn}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
