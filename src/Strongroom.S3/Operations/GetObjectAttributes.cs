using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>Tells chosen attributes of an object, its parts among them.</summary>
[Operation("s3.GetObjectAttributes", ReadOnly = true, DataEvent = true)]
[Http("GET", "/{Bucket}/{Key+}?attributes")]
public sealed class GetObjectAttributes(BucketStore buckets, VersionStore versions, EncryptionRules rules, IObjectBytes bytes)
    : IOperation<GetObjectAttributes.Request, GetObjectAttributes.Response>
{
    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    /// <inheritdoc cref="GetObjectAttributes"/>
    public sealed record Request : VersionRequest
    {
        /// <summary>Which, with commas between.</summary>
        [InHeader("x-amz-object-attributes")]
        public string? ObjectAttributes { get; init; }

        /// <summary>How many parts; 1,000 at most.</summary>
        [InHeader("x-amz-max-parts")]
        public int? MaxParts { get; init; }

        /// <summary>Parts come behind this one.</summary>
        [InHeader("x-amz-part-number-marker")]
        public int? PartNumberMarker { get; init; }

        /// <summary>The customer's key, for SSE-C.</summary>
        [Inline]
        public CustomerKeyHeaders CustomerKey { get; init; } = new();
    }

    /// <inheritdoc cref="GetObjectAttributes"/>
    [XmlElementName("GetObjectAttributesResponse")]
    public sealed record Response
    {
        /// <summary>When it was last modified.</summary>
        [InHeader("Last-Modified")]
        public string? LastModified { get; init; }

        /// <summary>The version, where the bucket keeps versions.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }

        /// <summary>The entity tag, here without quotes.</summary>
        public string? ETag { get; init; }

        /// <summary>The checksum.</summary>
        public ChecksumAttribute? Checksum { get; init; }

        /// <summary>The parts.</summary>
        public PartsAttribute? ObjectParts { get; init; }

        /// <summary>The storage class.</summary>
        public string? StorageClass { get; init; }

        /// <summary>Bytes.</summary>
        public long? ObjectSize { get; init; }
    }

    /// <summary>A checksum.</summary>
    public sealed record ChecksumAttribute
    {
        /// <summary>The value.</summary>
        [InElements("Checksum")]
        public IReadOnlyDictionary<string, string> Value { get; init; } = new Dictionary<string, string>();

        /// <summary>FULL_OBJECT or COMPOSITE.</summary>
        public string? ChecksumType { get; init; }
    }

    /// <summary>The parts of a multipart object.</summary>
    public sealed record PartsAttribute
    {
        /// <summary>How many.</summary>
        public int PartsCount { get; init; }

        /// <summary>As asked.</summary>
        public int? PartNumberMarker { get; init; }

        /// <summary>The last part on this page.</summary>
        public int? NextPartNumberMarker { get; init; }

        /// <summary>As asked.</summary>
        public int? MaxParts { get; init; }

        /// <summary>There is more.</summary>
        public bool? IsTruncated { get; init; }

        /// <summary>The parts, where they have checksums of their own.</summary>
        [Items("Part", Flat = true)]
        public IReadOnlyList<PartAttribute> Parts { get; init; } = [];
    }

    /// <summary>A part.</summary>
    public sealed record PartAttribute
    {
        /// <summary>Its number.</summary>
        public int PartNumber { get; init; }

        /// <summary>Bytes.</summary>
        public long Size { get; init; }

        /// <summary>Its checksum.</summary>
        [InElements("Checksum")]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var asked = (request.ObjectAttributes ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0 || asked.Any(static name => !Known.Contains(name)))
            throw S3Faults.InvalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", request.ObjectAttributes);
        var suffix = string.IsNullOrEmpty(request.VersionId) ? "" : "Version";
        var access = new S3Access { VersionId = request.VersionId };
        var bucket = (await buckets.GetForAsync(call, request, $"GetObject{suffix}", cancellation, access)).Value;
        await buckets.DemandAsync(call, bucket, request.Key, $"GetObject{suffix}Attributes", cancellation, access);
        var version = (await versions.GetAsync(call, bucket, request.Key, request.VersionId, cancellation)).Value;
        using (var customerKey = rules.CustomerKeyFor(call, request.CustomerKey, version.Seal!))
        {
            if (customerKey is not null)
                (await bytes.OpenKeyAsync(call, version.NameIn(bucket), version.Seal!, version.SealedLength, customerKey, cancellation)).Dispose();
        }

        return new()
        {
            LastModified = S3Time.Http(version.Modified),
            VersionId = version.VersionIdIn(bucket),
            ETag = asked.Contains("ETag") ? version.ETag : null,
            Checksum = asked.Contains("Checksum") && version.Checksum is { } checksum ? new() { Value = S3.Checksum.Elements(checksum), ChecksumType = checksum.Type } : null,
            ObjectParts = asked.Contains("ObjectParts") && version.PartCount is not null ? await PartsAsync(request, version, cancellation) : null,
            StorageClass = asked.Contains("StorageClass") ? version.StorageClass : null,
            ObjectSize = asked.Contains("ObjectSize") ? version.Size : null,
        };
    }

    private async ValueTask<PartsAttribute> PartsAsync(Request request, ObjectVersion version, CancellationToken cancellation)
    {
        var all = await versions.PartsAsync(version, cancellation);

        // AWS tells of single parts only where their checksums make the object's.
        if (version.Checksum?.IsComposite != true) return new() { PartsCount = all.Count };
        var max = ListParameters.MaxKeys(request.MaxParts, "x-amz-max-parts");
        var marker = request.PartNumberMarker ?? 0;
        var rest = all.Where(part => part.Bytes.Number > marker).ToList();
        return new()
        {
            PartsCount = all.Count,
            PartNumberMarker = marker,
            NextPartNumberMarker = rest.Take(max).LastOrDefault()?.Bytes.Number,
            MaxParts = max,
            IsTruncated = rest.Count > max,
            Parts = [.. rest.Take(max).Select(part => new PartAttribute
            {
                PartNumber = part.Bytes.Number,
                Size = part.Bytes.Length,
                Checksum = part.Checksum is { } value ? S3.Checksum.Elements(new(version.Checksum.Algorithm, value)) : new Dictionary<string, string>(),
            })],
        };
    }
}
