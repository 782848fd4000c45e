using System.Text.Json.Serialization;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>One version of an object, or a delete marker.</summary>
public sealed record ObjectVersion
{
    /// <summary>The current versions, which listings are made of: key (bucket's id, object's key). Delete markers are never among them.</summary>
    public static RecordType<ObjectVersion> Current { get; } = new("s3-object", new JsonRecordCodec<ObjectVersion>()) { Guarded = false };

    /// <summary>All other versions, and all delete markers, newest first: key (bucket's id, object's key, id).</summary>
    public static RecordType<ObjectVersion> Older { get; } = new("s3-version", new JsonRecordCodec<ObjectVersion>()) { Guarded = false, CacheCapacity = 10_000 };

    /// <summary>The parts of an object that has too many for one record: key (version's uid, number).</summary>
    public static RecordType<PartList> PartLists { get; } = new("s3-parts", new JsonRecordCodec<PartList>()) { Guarded = false, CacheCapacity = 1_000 };

    /// <summary>How many parts stand in the object's own record.</summary>
    public const int MostPartsInside = 250;

    /// <summary>The object's key.</summary>
    public required string Key { get; init; }

    /// <summary>Unique among all versions ever; of two versions of one object the newer one's sorts first. See <see cref="VersionIds"/>.</summary>
    public string Id { get; init; } = "";

    /// <summary>What the object's key is bound to: unique among all versions ever, and known before the order of versions is.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The version is called <c>null</c>: it was made while the bucket kept no versions.</summary>
    public bool IsNull { get; init; }

    /// <summary>There is no object: it was deleted in a bucket that keeps versions.</summary>
    public bool IsDeleteMarker { get; init; }

    /// <summary>When it was made, to the second.</summary>
    public required DateTimeOffset Modified { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>The entity tag, without quotes.</summary>
    public string ETag { get; init; } = "";

    /// <summary>What its client said of it.</summary>
    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>The storage class, as it was asked for: all are stored alike.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    /// <summary>The checksum.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The object key, sealed.</summary>
    public ObjectSeal? Seal { get; init; }

    /// <summary>True where the seal does not bind the length: a multipart upload with a customer's key that did not come again to complete it.</summary>
    public bool IsLengthOpen { get; init; }

    /// <summary>The length that the seal binds.</summary>
    [JsonIgnore]
    public long? SealedLength => IsLengthOpen ? null : Size;

    /// <summary>Where the bytes are; empty where the parts have records of their own.</summary>
    public IReadOnlyList<StoredPart> Parts { get; init; } = [];

    /// <summary>How many records of parts there are.</summary>
    public int PartListCount { get; init; }

    /// <summary>How many parts it was uploaded in; null where it was not a multipart upload.</summary>
    public int? PartCount { get; init; }

    /// <summary>The object's tags.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The version as it is told.</summary>
    [JsonIgnore]
    public string VersionId => IsNull ? "null" : Id;

    /// <summary>The version in a header: only where the bucket has ever kept versions.</summary>
    public string? VersionIdIn(Bucket bucket) => bucket.Versioning == Versioning.Off ? null : VersionId;

    /// <summary>What its key is bound to.</summary>
    public ObjectName NameIn(Bucket bucket) => new(bucket.Name, Key, Uid);
}

/// <summary>A part of a stored object.</summary>
/// <param name="Bytes">Where its bytes are.</param>
/// <param name="Checksum">The part's checksum; null where the upload had none.</param>
public sealed record StoredPart(ObjectPart Bytes, string? Checksum = null);

/// <summary>Some parts of an object.</summary>
public sealed record PartList(IReadOnlyList<StoredPart> Parts);
