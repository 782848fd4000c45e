using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Finds the OpenID Connect providers of accounts: for IAM's operations, and for STS.</summary>
public sealed class ProviderStore(Records records, IamAuthorizer authorizer) : IIdentityProviders
{
    /// <summary>The most providers of one account.</summary>
    public const int MostProviders = 100;

    /// <inheritdoc/>
    public async ValueTask<IdentityProvider?> FindAsync(string account, string issuer, CancellationToken cancellation)
    {
        if (!issuer.Contains("://", StringComparison.Ordinal)) return null;
        var key = OpenIdConnectProvider.RecordKeyOf(account, OpenIdConnectProvider.HostOf(issuer));
        var found = (await records.FindAsync(OpenIdConnectProvider.Records, key, cancellation))?.Value;
        return found?.Url == issuer ? new(found.Arn, found.Url, found.Host, found.ClientIds) : null;
    }

    /// <summary>A provider of the caller's account, once the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">AccessDenied, NoSuchEntity.</exception>
    public async ValueTask<Stored<OpenIdConnectProvider>> GetAsync(
        Call call, string arn, ActionName action, CancellationToken cancellation, IReadOnlyList<IamTag>? requestTags = null,
        IReadOnlyList<string>? tagKeys = null)
    {
        var found = HostIn(call.Account, arn) is { Length: > 0 } host
            ? await records.FindAsync(OpenIdConnectProvider.Records, OpenIdConnectProvider.RecordKeyOf(call.Account, host), cancellation) : null;
        var keys = new IamKeys { ResourceTags = found?.Value.Tags, RequestTags = requestTags, TagKeys = tagKeys };
        await authorizer.DemandAsync(call, action, arn, keys, cancellation);
        return found ?? throw IamFaults.NoSuchProvider(arn);
    }

    /// <summary>The account's providers, by URL.</summary>
    public ValueTask<IReadOnlyList<Stored<OpenIdConnectProvider>>> AllAsync(string account, CancellationToken cancellation)
    {
        var all = OpenIdConnectProvider.Records.Key(account);
        return records.RangeAsync(OpenIdConnectProvider.Records, all, all.EndOfChildren, MostProviders, cancellation: cancellation);
    }

    private static string? HostIn(string account, string arn)
    {
        var head = OpenIdConnectProvider.ArnOf(account, "");
        return arn.StartsWith(head, StringComparison.Ordinal) ? arn[head.Length..] : null;
    }
}
