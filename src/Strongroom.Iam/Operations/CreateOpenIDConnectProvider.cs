using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Trusts an issuer of web identities: roles can name it in their trust policies.</summary>
[Operation("iam.CreateOpenIDConnectProvider")]
public sealed class CreateOpenIDConnectProvider(IamStore store, ProviderStore providers)
    : IOperation<CreateOpenIDConnectProvider.Request, CreateOpenIDConnectProvider.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreateOpenIDConnectProvider");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The issuer: <c>https://…</c>, exactly as its tokens have it.</summary>
        [Required, Length(1, 255)] public string? Url { get; init; }

        /// <summary>The audiences that its tokens may be for.</summary>
        [ElementLength(1, 255)] public IReadOnlyList<string>? ClientIDList { get; init; }

        /// <summary>At most five SHA-1 fingerprints in hexadecimal.</summary>
        [ElementLength(40, 40)] public IReadOnlyList<string>? ThumbprintList { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string OpenIDConnectProviderArn, IReadOnlyList<TagMember>? Tags);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var url = request.Url!;
        ProviderRules.CheckUrl(url);
        var tags = IamTags.Parse(request.Tags);
        var provider = new OpenIdConnectProvider
        {
            Account = call.Account,
            Url = url,
            ClientIds = ProviderRules.ClientIds(request.ClientIDList),
            Thumbprints = ProviderRules.Thumbprints(request.ThumbprintList),
            CreateDate = call.Second(),
            Tags = tags,
        };
        await store.DemandAsync(call, Action, provider.Arn, cancellation, new() { RequestTags = tags });
        var all = await providers.AllAsync(call.Account, cancellation);
        if (all.Any(other => other.Value.Host == provider.Host)) throw IamFaults.ProviderAlreadyExists(url);
        if (all.Count >= ProviderStore.MostProviders)
            throw IamFaults.QuotaExceeded("OpenIdConnectProvidersPerAccount", ProviderStore.MostProviders);
        call.Changes.Create(OpenIdConnectProvider.Records, OpenIdConnectProvider.RecordKeyOf(call.Account, provider.Host), provider);
        return new(provider.Arn, IamTags.Shown(tags));
    }
}
