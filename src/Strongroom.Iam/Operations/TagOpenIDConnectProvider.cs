using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds tags to an OpenID Connect provider, or changes them.</summary>
[Operation("iam.TagOpenIDConnectProvider")]
public sealed class TagOpenIDConnectProvider(ProviderStore providers)
    : IOperation<TagOpenIDConnectProvider.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:TagOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }

        /// <summary>The tags.</summary>
        [Required, Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = IamTags.Parse(request.Tags);
        var stored = await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation, requestTags: tags);
        call.Changes.Replace(OpenIdConnectProvider.Records, stored, stored.Value with { Tags = IamTags.With(stored.Value.Tags, tags) });
        return default;
    }
}
