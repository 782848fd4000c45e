using System.Text.Json.Serialization;
using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>A bucket with everything that is set on it: one record, so that a request to the bucket's objects reads one.</summary>
public sealed record Bucket
{
    /// <summary>The stored kind: key (name).</summary>
    public static RecordType<Bucket> Records { get; } = new("s3-bucket", new JsonRecordCodec<Bucket>());

    /// <summary>Which buckets an account has: key (account, name).</summary>
    public static RecordType<BucketOfAccount> ByAccount { get; } = new("s3-bucket-of", new JsonRecordCodec<BucketOfAccount>())
    {
        RosterScope = 1,
        RosterBuckets = 64,
        CacheCapacity = 0,
    };

    /// <summary>The name: unique in the installation.</summary>
    public required string Name { get; init; }

    /// <summary>Unique for ever: what the records of its objects are named by, so that a later bucket of this name has none of them.</summary>
    public required string Id { get; init; }

    /// <summary>Who owns it.</summary>
    public required string Account { get; init; }

    /// <summary>Where it is.</summary>
    public required string Region { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether it keeps versions.</summary>
    public Versioning Versioning { get; init; }

    /// <summary>How objects are encrypted whose upload does not say it; null for SSE-S3.</summary>
    public DefaultEncryption? Encryption { get; init; }

    /// <summary>Who owns objects; null once it was deleted.</summary>
    public string? Ownership { get; init; } = "BucketOwnerEnforced";

    /// <summary>What strangers can never be given; null once it was deleted.</summary>
    public PublicAccessBlock? PublicAccess { get; init; } = new(true, true, true, true);

    /// <summary>Its tags.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Its policy; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>The unique ids of the users and roles that the policy names, by ARN: whoever takes a name later gets none of its trust.</summary>
    public IReadOnlyDictionary<string, string> PolicyPrincipals { get; init; } = new Dictionary<string, string>();

    private CompiledText? compiled;

    /// <summary>The policy as the evaluator reads it; compiled once for each cached record.</summary>
    [JsonIgnore]
    public Policy? CompiledPolicy
    {
        get
        {
            if (Policy is null) return null;

            // A copy of this record with another policy takes this field along, so it is good for its own text only.
            if (compiled is { } known && ReferenceEquals(known.Text, Policy) && ReferenceEquals(known.Principals, PolicyPrincipals)) return known.Compiled;
            var policy = Strongroom.Access.Policy.Parse(PolicyKind.Resource, Policy, "the bucket policy").Bind(PolicyPrincipals);
            compiled = new(Policy, PolicyPrincipals, policy);
            return policy;
        }
    }

    /// <summary>The bucket's ARN.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:s3:::{Name}";

    /// <summary>The ARN of an object in it.</summary>
    public string ArnOf(string key) => $"arn:aws:s3:::{Name}/{key}";

    private sealed record CompiledText(string Text, IReadOnlyDictionary<string, string> Principals, Policy Compiled);
}

/// <summary>A bucket in its account's list.</summary>
public sealed record BucketOfAccount(string Name, string Region, DateTimeOffset Created);

/// <summary>Whether a bucket keeps versions.</summary>
public enum Versioning
{
    /// <summary>It never did.</summary>
    Off,

    /// <summary>It does.</summary>
    Enabled,

    /// <summary>It did, and does no longer: what is there is kept, and new objects have the version <c>null</c>.</summary>
    Suspended,
}

/// <summary>A bucket's default encryption.</summary>
/// <param name="Algorithm"><c>AES256</c> or <c>aws:kms</c>.</param>
/// <param name="KmsKeyId">As it was given; null for the account's <c>alias/aws/s3</c>.</param>
/// <param name="BucketKeyEnabled">As it was given.</param>
/// <param name="Blocked">Encryption types that uploads may not ask for, such as <c>SSE-C</c>; null where nothing was said.</param>
public sealed record DefaultEncryption(string Algorithm, string? KmsKeyId, bool? BucketKeyEnabled, IReadOnlyList<string>? Blocked);

/// <summary>What strangers can never be given, whatever policies say.</summary>
public sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets);
