using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Makes an object of the parts of an upload, in the order of their numbers.</summary>
[Operation("s3.CompleteMultipartUpload", DataEvent = true)]
[Http("POST", "/{Bucket}/{Key+}?uploadId")]
public sealed class CompleteMultipartUpload(BucketStore buckets, VersionStore versions, UploadStore uploads, UploadCompletion completion)
    : IOperation<CompleteMultipartUpload.Request, CompleteMultipartUpload.Response>
{
    /// <inheritdoc cref="CompleteMultipartUpload"/>
    public sealed record Request : ObjectRequest
    {
        /// <summary>The upload.</summary>
        [InQuery("uploadId")]
        public string UploadId { get; init; } = "";

        /// <summary>The parts.</summary>
        [Payload]
        public CompletedParts? MultipartUpload { get; init; }

        /// <summary>The checksum of the whole.</summary>
        [InHeaders("x-amz-checksum-")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();

        /// <summary>The size of the whole.</summary>
        [InHeader("x-amz-mp-object-size")]
        public long? MpuObjectSize { get; init; }

        /// <summary>What must hold of the object that is there.</summary>
        [Inline]
        public WriteConditions Conditions { get; init; } = new();

        /// <summary>The customer's key.</summary>
        [Inline]
        public CustomerKeyHeaders CustomerKey { get; init; } = new();
    }

    /// <summary>The parts of an object.</summary>
    [XmlElementName("CompleteMultipartUpload")]
    public sealed record CompletedParts
    {
        /// <summary>The parts, by ascending numbers.</summary>
        [Items("Part", Flat = true)]
        [NotAudited]
        public IReadOnlyList<CompletedPart> Parts { get; init; } = [];
    }

    /// <inheritdoc cref="CompleteMultipartUpload"/>
    [XmlElementName("CompleteMultipartUploadResult")]
    public sealed record Response
    {
        /// <summary>The object's address.</summary>
        public string? Location { get; init; }

        /// <summary>The bucket.</summary>
        public string? Bucket { get; init; }

        /// <summary>The object.</summary>
        public string? Key { get; init; }

        /// <summary>The entity tag, in quotes.</summary>
        public string? ETag { get; init; }

        /// <summary>FULL_OBJECT or COMPOSITE.</summary>
        public string? ChecksumType { get; init; }

        /// <summary>The checksum.</summary>
        [InElements("Checksum")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();

        /// <summary>The version, where the bucket keeps versions.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }

        /// <summary>How it is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetForAsync(
            call, request, "PutObject", cancellation, new() { IfMatch = request.Conditions.IfMatch, IfNoneMatch = request.Conditions.IfNoneMatch });
        if (request.MultipartUpload is not { Parts.Count: > 0 }) throw XmlNode.Malformed();

        // A client that never heard the answer asks again: the object is there already.
        var current = (await versions.FindCurrentAsync(bucket.Value, request.Key, cancellation))?.Value;
        var version = current?.Uid == request.UploadId
            ? current
            : await completion.CompleteAsync(call, bucket, await uploads.GetAsync(bucket.Value, request.Key, request.UploadId, cancellation), request, cancellation);
        return new()
        {
            Location = $"https://s3.{bucket.Value.Region}.amazonaws.com/{bucket.Value.Name}/{Uri.EscapeDataString(version.Key)}",
            Bucket = bucket.Value.Name,
            Key = version.Key,
            ETag = $"\"{version.ETag}\"",
            ChecksumType = version.Checksum?.Type,
            Checksum = S3.Checksum.Elements(version.Checksum),
            VersionId = version.VersionIdIn(bucket.Value),
            Encryption = SseAnswer.Of(version.Seal!, request.CustomerKey),
        };
    }
}

/// <summary>A part as a client completes an upload with it.</summary>
public sealed record CompletedPart
{
    /// <summary>The part's number.</summary>
    public int? PartNumber { get; init; }

    /// <summary>Its entity tag.</summary>
    public string? ETag { get; init; }

    /// <summary>Its checksum.</summary>
    [InElements("Checksum")]
    public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();
}
