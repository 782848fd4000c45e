using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Replaces the thumbprints of an OpenID Connect provider.</summary>
[Operation("iam.UpdateOpenIDConnectProviderThumbprint")]
public sealed class UpdateOpenIDConnectProviderThumbprint(ProviderStore providers)
    : IOperation<UpdateOpenIDConnectProviderThumbprint.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:UpdateOpenIDConnectProviderThumbprint");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The provider.</summary>
        [Required, Length(20, 2048)] public string? OpenIDConnectProviderArn { get; init; }

        /// <summary>At most five SHA-1 fingerprints in hexadecimal.</summary>
        [Required, ElementLength(40, 40)] public IReadOnlyList<string>? ThumbprintList { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await providers.GetAsync(call, request.OpenIDConnectProviderArn!, Action, cancellation);
        var changed = stored.Value with { Thumbprints = ProviderRules.Thumbprints(request.ThumbprintList) };
        call.Changes.Replace(OpenIdConnectProvider.Records, stored, changed);
        return default;
    }
}
