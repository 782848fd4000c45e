using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Multipart;

/// <summary>A multipart upload under way.</summary>
public sealed record Upload
{
    /// <summary>The stored kind: key (bucket's id, object's key, id), which is the order of ListMultipartUploads.</summary>
    public static RecordType<Upload> Records { get; } = new("s3-upload", new JsonRecordCodec<Upload>()) { Guarded = false, CacheCapacity = 1_000 };

    /// <summary>Its parts: key (id, number).</summary>
    public static RecordType<UploadedPart> Parts { get; } = new("s3-upload-part", new JsonRecordCodec<UploadedPart>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The object's key.</summary>
    public required string Key { get; init; }

    /// <summary>Unique; those begun earlier sort first.</summary>
    public required string Id { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Initiated { get; init; }

    /// <summary>Who began it: an ARN.</summary>
    public required string Initiator { get; init; }

    /// <summary>What its client said of the object.</summary>
    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>The storage class.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    /// <summary>The object's tags.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The object key, sealed for an object of unknown length.</summary>
    public required ObjectSeal Seal { get; init; }

    /// <summary>The checksum of each part.</summary>
    public ChecksumAlgorithm ChecksumAlgorithm { get; init; }

    /// <summary>True if the client named the algorithm itself, and so must give the checksum of each part.</summary>
    public bool IsChecksumAsked { get; init; }

    /// <summary>The whole's checksum is made of the parts' checksums, and is not that of the whole's bytes.</summary>
    public bool IsComposite { get; init; }

    /// <summary>What its key is bound to.</summary>
    public ObjectName NameIn(Bucket bucket) => new(bucket.Name, Key, Id);
}

/// <summary>A part of an upload under way.</summary>
/// <param name="Part">Where its bytes are.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Checksum">Its checksum.</param>
/// <param name="Modified">When it came.</param>
public sealed record UploadedPart(ObjectPart Part, string ETag, Checksum Checksum, DateTimeOffset Modified);
