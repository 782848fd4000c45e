using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Takes tags from an OpenID Connect provider.</summary>
[Operation("iam.UntagOpenIDConnectProvider")]
public sealed class UntagOpenIDConnectProvider(ProviderStore providers)
    : IOperation<UntagOpenIDConnectProvider.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:UntagOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }

        /// <summary>The keys of the tags.</summary>
        [Required, Length(0, 50), ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation, tagKeys: request.TagKeys);
        var tags = IamTags.Without(stored.Value.Tags, request.TagKeys!);
        call.Changes.Replace(OpenIdConnectProvider.Records, stored, stored.Value with { Tags = tags });
        return default;
    }
}
