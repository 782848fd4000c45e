using System.Text.Json.Serialization;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>An issuer of web identities that an account trusts.</summary>
public sealed record OpenIdConnectProvider
{
    /// <summary>The stored kind: key (account, URL without its scheme).</summary>
    public static RecordType<OpenIdConnectProvider> Records { get; } =
        new("oidc-provider", new JsonRecordCodec<OpenIdConnectProvider>()) { RosterBuckets = 1, RosterScope = 1, CacheCapacity = 10_000 };

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The issuer, exactly as its tokens have it.</summary>
    public required string Url { get; init; }

    /// <summary>The audiences that tokens may be for.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>SHA-1 fingerprints of certificates, in lower-case hexadecimal.</summary>
    public IReadOnlyList<string> Thumbprints { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreateDate { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<IamTag> Tags { get; init; } = [];

    /// <summary>The URL without its scheme.</summary>
    [JsonIgnore]
    public string Host => HostOf(Url);

    /// <summary>Its ARN.</summary>
    [JsonIgnore]
    public string Arn => ArnOf(Account, Host);

    /// <summary>The ARN of an account's provider.</summary>
    public static string ArnOf(string account, string host) => $"arn:aws:iam::{account}:oidc-provider/{host}";

    /// <summary>A URL without its scheme.</summary>
    public static string HostOf(string url) => url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];

    /// <summary>The stored key of a provider's record.</summary>
    public static RecordKey RecordKeyOf(string account, string host) => Records.Key(account, host);
}
