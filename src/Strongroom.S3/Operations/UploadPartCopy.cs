using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Makes a part of an upload of another object, or of a range of one.</summary>
[Operation("s3.UploadPartCopy", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}?partNumber&uploadId", Header = "x-amz-copy-source")]
public sealed class UploadPartCopy(BucketStore buckets, PartWriting parts, CopySources sources, IObjectBytes bytes, ObjectWriter writer)
    : IOperation<UploadPartCopy.Request, UploadPartCopy.Response>
{
    /// <inheritdoc cref="UploadPartCopy"/>
    public sealed record Request : ObjectRequest
    {
        /// <summary>The part's number.</summary>
        [InQuery("partNumber")]
        public int PartNumber { get; init; }

        /// <summary>The upload.</summary>
        [InQuery("uploadId")]
        public string UploadId { get; init; } = "";

        /// <summary>What is copied.</summary>
        [Inline]
        public CopySourceHeaders Source { get; init; } = new();

        /// <summary>Which of its bytes: <c>bytes=first-last</c>.</summary>
        [InHeader("x-amz-copy-source-range")]
        public string? CopySourceRange { get; init; }

        /// <summary>The customer's key of the upload.</summary>
        [Inline]
        public CustomerKeyHeaders CustomerKey { get; init; } = new();
    }

    /// <inheritdoc cref="UploadPartCopy"/>
    public sealed record Response
    {
        /// <summary>The version that was copied.</summary>
        [InHeader("x-amz-copy-source-version-id")]
        public string? CopySourceVersionId { get; init; }

        /// <summary>How it is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();

        /// <summary>The part.</summary>
        [Payload]
        public Result? CopyPartResult { get; init; }
    }

    /// <summary>What was made.</summary>
    [XmlElementName("CopyPartResult")]
    public sealed record Result
    {
        /// <summary>When it was made.</summary>
        public string? LastModified { get; init; }

        /// <summary>The entity tag, in quotes.</summary>
        public string? ETag { get; init; }

        /// <summary>The checksum.</summary>
        [InElements("Checksum")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetForAsync(call, request, "PutObject", cancellation, new() { CopySource = request.Source.CopySource })).Value;
        var upload = await parts.GetUploadAsync(bucket, request.Key, request.UploadId, request.PartNumber, cancellation);
        using var source = await sources.OpenAsync(call, request.Source, cancellation);
        var range = RangeOf(request.CopySourceRange, source.Version.Size);
        ObjectWriter.DemandSize(range.Length);

        using var key = await parts.OpenKeyAsync(call, bucket, upload.Value, request.CustomerKey, cancellation);
        await using var content = await source.ReadAsync(bytes, call, range.Offset, range.Length, cancellation);
        var written = await writer.WriteAsync(key, request.PartNumber, content, range.Length, upload.Value.ChecksumAlgorithm, null, cancellation);
        var part = new UploadedPart(written.Part, written.ETag(key.Algorithm), written.Checksum, S3Time.ToSecond(call.Time));
        await parts.StageAsync(call, upload, part, cancellation);
        DataEvent.BytesIn(call, part.Part.Length);
        return new()
        {
            CopySourceVersionId = source.Version.VersionIdIn(source.Bucket),
            Encryption = SseAnswer.Of(upload.Value.Seal, request.CustomerKey),
            CopyPartResult = new()
            {
                LastModified = S3Time.Xml(part.Modified),
                ETag = $"\"{part.ETag}\"",
                Checksum = upload.Value.IsChecksumAsked ? Checksum.Elements(part.Checksum) : new Dictionary<string, string>(),
            },
        };
    }

    private static ByteRange RangeOf(string? header, long size)
    {
        if (header is null) return new(0, size);
        var range = ByteRange.Parse(header, size);
        if (range is null || header.EndsWith('-') || header.StartsWith("bytes=-", StringComparison.Ordinal))
        {
            throw S3Faults.InvalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                "x-amz-copy-source-range", header);
        }

        // The range must lie in the source: none is cut short.
        var last = long.Parse(header[(header.IndexOf('-', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        return last < size ? range.Value : throw S3Faults.InvalidArgument(
            $"Range specified is not valid for source object of size: {size}", "x-amz-copy-source-range", header);
    }
}
