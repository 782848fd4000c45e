using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Takes an audience from an OpenID Connect provider; one that it has not changes nothing.</summary>
[Operation("iam.RemoveClientIDFromOpenIDConnectProvider")]
public sealed class RemoveClientIDFromOpenIDConnectProvider(ProviderStore providers)
    : IOperation<RemoveClientIDFromOpenIDConnectProvider.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:RemoveClientIDFromOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }

        /// <summary>The audience.</summary>
        [Required, Length(1, 255)] public string? ClientID { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation);
        string[] ids = [.. stored.Value.ClientIds.Where(id => id != request.ClientID)];
        if (ids.Length < stored.Value.ClientIds.Count)
            call.Changes.Replace(OpenIdConnectProvider.Records, stored, stored.Value with { ClientIds = ids });
        return default;
    }
}
