using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the OpenID Connect providers of the account.</summary>
[Operation("iam.ListOpenIDConnectProviders", ReadOnly = true)]
public sealed class ListOpenIDConnectProviders(IamStore store, ProviderStore providers)
    : IOperation<ListOpenIDConnectProviders.Request, ListOpenIDConnectProviders.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListOpenIDConnectProviders");

    /// <summary>What is asked.</summary>
    public sealed record Request;

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> OpenIDConnectProviderList);

    /// <summary>One of them.</summary>
    public sealed record Entry(string Arn);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await store.DemandAsync(call, Action, "*", cancellation);
        return new([.. (await providers.AllAsync(call.Account, cancellation)).Select(static stored => new Entry(stored.Value.Arn))]);
    }
}
