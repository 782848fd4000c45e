using System.Text.Json.Serialization;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>A trail: which events of an account are delivered into which bucket.</summary>
public sealed record Trail
{
    /// <summary>The stored kind: key (account, home region, name).</summary>
    public static RecordType<Trail> Records { get; } = new("trail", new JsonRecordCodec<Trail>()) { RosterScope = 1, RosterBuckets = 1 };

    /// <summary>The most trails that an account has in one region.</summary>
    public const int MostInRegion = 5;

    /// <summary>The owner.</summary>
    public required string Account { get; init; }

    /// <summary>Where it was made.</summary>
    public required string HomeRegion { get; init; }

    /// <summary>Its name: unique in account and region.</summary>
    public required string Name { get; init; }

    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>What stands before <c>AWSLogs/</c> in keys; null for nothing.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>It has events of services that have no region: IAM and STS.</summary>
    public bool IncludeGlobalServiceEvents { get; init; } = true;

    /// <summary>It has events of all regions.</summary>
    public bool IsMultiRegion { get; init; }

    /// <summary>Signed digests are delivered.</summary>
    public bool ValidatesLogFiles { get; init; }

    /// <summary>The ARN of the KMS key that log files are encrypted under; null for the bucket's default.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>Which events; null for AWS's default, all management events.</summary>
    public IReadOnlyList<EventSelector>? Selectors { get; init; }

    /// <summary>Which events, in the advanced form, which takes the place of the other.</summary>
    public IReadOnlyList<AdvancedEventSelector>? AdvancedSelectors { get; init; }

    /// <summary>It delivers.</summary>
    public bool IsLogging { get; init; }

    /// <summary>When it last began to.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it last ended.</summary>
    public DateTimeOffset? Stopped { get; init; }

    /// <summary>Counts how often it began to: what one beginning left behind is no part of the next.</summary>
    public int Run { get; init; }

    /// <summary>Where the audit journal ended when it last began to.</summary>
    public JournalPosition StartPosition { get; init; }

    /// <summary>Its tags, by key.</summary>
    public IReadOnlyList<TrailTag> Tags { get; init; } = [];

    /// <summary>Its ARN.</summary>
    [JsonIgnore]
    public string Arn => ArnOf(Account, HomeRegion, Name);

    /// <summary>The ARN of a trail.</summary>
    public static string ArnOf(string account, string region, string name) => $"arn:aws:cloudtrail:{region}:{account}:trail/{name}";

    /// <summary>The stored key of a trail's record.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string name) => Records.Key(account, region, name);

    /// <summary>The start of the keys of its files: <c>PREFIX/AWSLogs/ACCOUNT</c>.</summary>
    [JsonIgnore]
    public string Root => KeyPrefix is null ? $"AWSLogs/{Account}" : $"{KeyPrefix}/AWSLogs/{Account}";
}

/// <summary>A tag of a trail.</summary>
public sealed record TrailTag(string Key, string? Value);
