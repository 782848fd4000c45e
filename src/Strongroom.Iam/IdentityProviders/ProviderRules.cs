using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>What IAM takes for a provider's URL, its audiences and its thumbprints.</summary>
internal static class ProviderRules
{
    /// <summary>The most audiences of one provider.</summary>
    public const int MostClientIds = 100;

    private const int MostThumbprints = 5;

    /// <summary>Refuses what is no issuer's URL: <c>https</c>, or <c>http</c> on this machine; no query, no fragment, no user.</summary>
    /// <exception cref="FaultException">ValidationError.</exception>
    public static void CheckUrl(string url)
    {
        // A host without a dot could be read as the first part of one of AWS's own condition keys (aws:SourceIp).
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || !(parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback))
            || !url.StartsWith(parsed.Scheme + "://", StringComparison.Ordinal)
            || parsed.Query.Length > 0 || parsed.Fragment.Length > 0 || parsed.UserInfo.Length > 0
            || !(parsed.IsLoopback || parsed.Host.Contains('.', StringComparison.Ordinal))
            || url.Any(static c => c is <= ' ' or > '~' or '?' or '#' or '@' or '*' or '\\'))
            throw new FaultException("ValidationError", "Invalid Open ID Connect Provider URL");
    }

    /// <exception cref="FaultException">InvalidInput, LimitExceeded.</exception>
    public static IReadOnlyList<string> ClientIds(IReadOnlyList<string>? asked)
    {
        string[] ids = [.. (asked ?? []).Distinct(StringComparer.Ordinal)];
        return ids.Length <= MostClientIds ? ids : throw IamFaults.QuotaExceeded("ClientIdsPerOpenIdConnectProvider", MostClientIds);
    }

    /// <exception cref="FaultException">InvalidInput.</exception>
    public static IReadOnlyList<string> Thumbprints(IReadOnlyList<string>? asked)
    {
        if (asked is null) return [];
        if (asked.Count > MostThumbprints) throw IamFaults.InvalidInput("Thumbprint list must contain fewer than 5 entries.");
        if (!asked.All(static text => text.Length == 40 && text.All(char.IsAsciiHexDigit)))
            throw IamFaults.InvalidInput("Thumbprint values must be 40 hexadecimal characters.");
        return [.. asked.Select(static text => text.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
    }
}
