using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows an OpenID Connect provider.</summary>
[Operation("iam.GetOpenIDConnectProvider", ReadOnly = true)]
public sealed class GetOpenIDConnectProvider(ProviderStore providers)
    : IOperation<GetOpenIDConnectProvider.Request, GetOpenIDConnectProvider.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(
        string Url, IReadOnlyList<string> ClientIDList, IReadOnlyList<string> ThumbprintList, DateTimeOffset CreateDate,
        IReadOnlyList<TagMember> Tags);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var provider = (await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation)).Value;
        return new(provider.Host, provider.ClientIds, provider.Thumbprints, provider.CreateDate, IamTags.Listed(provider.Tags));
    }
}
