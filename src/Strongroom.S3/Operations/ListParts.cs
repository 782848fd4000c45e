using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Lists the parts of an upload that have come.</summary>
[Operation("s3.ListParts", ReadOnly = true, DataEvent = true)]
[Http("GET", "/{Bucket}/{Key+}?uploadId")]
public sealed class ListParts(BucketStore buckets, UploadStore uploads) : IOperation<ListParts.Request, ListParts.Response>
{
    /// <inheritdoc cref="ListParts"/>
    public sealed record Request : ObjectRequest
    {
        /// <summary>The upload.</summary>
        [InQuery("uploadId")]
        public string UploadId { get; init; } = "";

        /// <summary>How many; 1,000 at most.</summary>
        [InQuery("max-parts")]
        public int? MaxParts { get; init; }

        /// <summary>Numbers are above this.</summary>
        [InQuery("part-number-marker")]
        public int? PartNumberMarker { get; init; }
    }

    /// <inheritdoc cref="ListParts"/>
    [XmlElementName("ListPartsResult")]
    public sealed record Response
    {
        /// <summary>The bucket.</summary>
        public string? Bucket { get; init; }

        /// <summary>The object.</summary>
        public string? Key { get; init; }

        /// <summary>The upload.</summary>
        public string? UploadId { get; init; }

        /// <summary>Who began it.</summary>
        public Owner? Initiator { get; init; }

        /// <summary>Who will own the object.</summary>
        public Owner? Owner { get; init; }

        /// <summary>The storage class.</summary>
        public string? StorageClass { get; init; }

        /// <summary>As asked.</summary>
        public int PartNumberMarker { get; init; }

        /// <summary>The last part on this page.</summary>
        public int? NextPartNumberMarker { get; init; }

        /// <summary>As asked.</summary>
        public int MaxParts { get; init; }

        /// <summary>There is more.</summary>
        public bool IsTruncated { get; init; }

        /// <summary>The checksum of each part.</summary>
        public string? ChecksumAlgorithm { get; init; }

        /// <summary>FULL_OBJECT or COMPOSITE.</summary>
        public string? ChecksumType { get; init; }

        /// <summary>The parts.</summary>
        [Items("Part", Flat = true)]
        public IReadOnlyList<ListedPart> Parts { get; init; } = [];
    }

    /// <summary>A part in the list.</summary>
    public sealed record ListedPart
    {
        /// <summary>Its number.</summary>
        public int PartNumber { get; init; }

        /// <summary>When it came.</summary>
        public string? LastModified { get; init; }

        /// <summary>Its entity tag, in quotes.</summary>
        public string? ETag { get; init; }

        /// <summary>Bytes.</summary>
        public long Size { get; init; }

        /// <summary>Its checksum.</summary>
        [InElements("Checksum")]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var max = ListParameters.MaxKeys(request.MaxParts, "max-parts");
        var bucket = (await buckets.GetForAsync(call, request, "ListMultipartUploadParts", cancellation)).Value;
        var upload = (await uploads.GetAsync(bucket, request.Key, request.UploadId, cancellation)).Value;
        var marker = Math.Max(request.PartNumberMarker ?? 0, 0);
        var found = await uploads.ListPartsAsync(upload, marker, max + 1, cancellation);
        return new()
        {
            Bucket = bucket.Name,
            Key = upload.Key,
            UploadId = upload.Id,
            Initiator = new(upload.Initiator, upload.Initiator),
            Owner = Owner.Of(bucket.Account),
            StorageClass = upload.StorageClass,
            PartNumberMarker = marker,
            NextPartNumberMarker = found.Count > max && max > 0 ? found[max - 1].Value.Part.Number : found.Count > 0 ? found[^1].Value.Part.Number : null,
            MaxParts = max,
            IsTruncated = found.Count > max,
            ChecksumAlgorithm = upload.IsChecksumAsked ? upload.ChecksumAlgorithm.ToString() : null,
            ChecksumType = upload.IsChecksumAsked ? upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT" : null,
            Parts = [.. found.Take(max).Select(part => Of(part.Value, upload))],
        };
    }

    private static ListedPart Of(UploadedPart part, Upload upload) => new()
    {
        PartNumber = part.Part.Number,
        LastModified = S3Time.Xml(part.Modified),
        ETag = $"\"{part.ETag}\"",
        Size = part.Part.Length,
        Checksum = upload.IsChecksumAsked ? S3.Checksum.Elements(part.Checksum) : new Dictionary<string, string>(),
    };
}
