using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Ends the trust in an OpenID Connect provider. Roles that name it can no longer be assumed with its tokens.</summary>
[Operation("iam.DeleteOpenIDConnectProvider")]
public sealed class DeleteOpenIDConnectProvider(ProviderStore providers)
    : IOperation<DeleteOpenIDConnectProvider.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeleteOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        call.Changes.Delete(
            OpenIdConnectProvider.Records, await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation));
        return default;
    }
}
