using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds an audience to an OpenID Connect provider; one that it has already changes nothing.</summary>
[Operation("iam.AddClientIDToOpenIDConnectProvider")]
public sealed class AddClientIDToOpenIDConnectProvider(ProviderStore providers)
    : IOperation<AddClientIDToOpenIDConnectProvider.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:AddClientIDToOpenIDConnectProvider");

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
        var ids = ProviderRules.ClientIds([.. stored.Value.ClientIds, request.ClientID!]);
        if (ids.Count > stored.Value.ClientIds.Count)
            call.Changes.Replace(OpenIdConnectProvider.Records, stored, stored.Value with { ClientIds = ids });
        return default;
    }
}
