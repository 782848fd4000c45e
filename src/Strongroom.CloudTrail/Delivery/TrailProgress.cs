using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>How far a trail has delivered. Changes in the commit of what it tells of, so that every event is delivered exactly once.</summary>
public sealed record TrailProgress
{
    /// <summary>The stored kind: key (account, home region, name).</summary>
    public static RecordType<TrailProgress> Records { get; } = new("trail-progress", new JsonRecordCodec<TrailProgress>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>Which run of the trail this is about.</summary>
    public int Run { get; init; }

    /// <summary>Everything before was delivered.</summary>
    public JournalPosition Position { get; init; }

    /// <summary>The trail was stopped, and all that came before has been delivered.</summary>
    public bool IsClosed { get; init; }

    /// <summary>When a log file was last delivered.</summary>
    public DateTimeOffset? Delivered { get; init; }

    /// <summary>When that was last tried.</summary>
    public DateTimeOffset? Attempted { get; init; }

    /// <summary>What was wrong then.</summary>
    public string? Error { get; init; }

    /// <summary>When a digest was last delivered.</summary>
    public DateTimeOffset? DigestDelivered { get; init; }

    /// <summary>What was wrong when that was last tried.</summary>
    public string? DigestError { get; init; }

    /// <summary>The stored key of a trail's progress.</summary>
    public static RecordKey RecordKeyOf(Trail trail) => Records.Key(trail.Account, trail.HomeRegion, trail.Name);
}

/// <summary>The chain of a trail's digests in one region: what the next one tells of, and which was the last.</summary>
public sealed record DigestChain
{
    /// <summary>The stored kind: key (account, home region, name, source region).</summary>
    public static RecordType<DigestChain> Records { get; } = new("trail-digests", new JsonRecordCodec<DigestChain>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The most log files that wait for one digest: the next is then made before its hour is over.</summary>
    public const int MostFiles = 1000;

    /// <summary>Which run of the trail this is about.</summary>
    public int Run { get; init; }

    /// <summary>When the time of the next digest begins.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>Log files delivered since then.</summary>
    public IReadOnlyList<DeliveredLog> Files { get; init; } = [];

    /// <summary>The last digest; null for none yet.</summary>
    public DeliveredDigest? Previous { get; init; }

    /// <summary>The stored key of a chain.</summary>
    public static RecordKey RecordKeyOf(Trail trail, string region) => Records.Key(trail.Account, trail.HomeRegion, trail.Name, region);
}

/// <summary>A log file that was delivered.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object.</param>
/// <param name="Hash">SHA-256 of the file before compression, in hex.</param>
/// <param name="Oldest">The time of its first event.</param>
/// <param name="Newest">The time of its last event.</param>
public sealed record DeliveredLog(string Bucket, string Key, string Hash, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>A digest that was delivered.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object.</param>
/// <param name="Hash">SHA-256 of the file before compression, in hex.</param>
/// <param name="Signature">In hex.</param>
public sealed record DeliveredDigest(string Bucket, string Key, string Hash, string Signature);
