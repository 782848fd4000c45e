using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Stores a part of an upload; the last one of a number counts.</summary>
[Operation("s3.UploadPart", DataEvent = true)]
[Http("PUT", "/{Bucket}/{Key+}?partNumber&uploadId")]
public sealed class UploadPart(BucketStore buckets, PartWriting parts, ObjectWriter writer) : IOperation<UploadPart.Request, UploadPart.Response>
{
    /// <inheritdoc cref="UploadPart"/>
    public sealed record Request : ObjectRequest
    {
        /// <summary>The part's number.</summary>
        [InQuery("partNumber")]
        public int PartNumber { get; init; }

        /// <summary>The upload.</summary>
        [InQuery("uploadId")]
        public string UploadId { get; init; } = "";

        /// <summary>The bytes.</summary>
        [Payload]
        public required StreamedBody Body { get; init; }

        /// <summary>The customer's key.</summary>
        [Inline]
        public CustomerKeyHeaders CustomerKey { get; init; } = new();

        /// <summary>What the client says of the bytes.</summary>
        [Inline]
        public BodyClaims Claims { get; init; } = new();
    }

    /// <inheritdoc cref="UploadPart"/>
    public sealed record Response
    {
        /// <summary>The entity tag, in quotes.</summary>
        [InHeader("ETag")]
        public string? ETag { get; init; }

        /// <summary>The checksum.</summary>
        [InHeaders("x-amz-checksum-")]
        [NotAudited]
        public IReadOnlyDictionary<string, string> Checksum { get; init; } = new Dictionary<string, string>();

        /// <summary>How it is encrypted.</summary>
        [Inline]
        public SseAnswer Encryption { get; init; } = new();
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetForAsync(call, request, "PutObject", cancellation)).Value;
        var upload = await parts.GetUploadAsync(bucket, request.Key, request.UploadId, request.PartNumber, cancellation);
        ObjectWriter.DemandSize(request.Body.Length);
        var algorithm = upload.Value.ChecksumAlgorithm;
        var claimed = request.Claims.AlgorithmOf();
        if (upload.Value.IsChecksumAsked && request.Claims.NamesChecksum && claimed != algorithm)
        {
            throw S3Faults.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {algorithm.ToString().ToLowerInvariant()}, actual checksum Type: {claimed.ToString().ToLowerInvariant()}");
        }

        var part = await request.Body.OnceAsync(call, async body =>
        {
            using var key = await parts.OpenKeyAsync(call, bucket, upload.Value, request.CustomerKey, cancellation);
            var written = await writer.WriteAsync(
                key, request.PartNumber, body, request.Body.Length, algorithm, written => request.Claims.Demand(written, request.Body.Trailers), cancellation,
                request.Claims.NamesChecksum ? claimed : null);
            return new UploadedPart(written.Part, written.ETag(key.Algorithm), written.Checksum, S3Time.ToSecond(call.Time));
        });
        await parts.StageAsync(call, upload, part, cancellation);
        DataEvent.BytesIn(call, part.Part.Length);
        return new()
        {
            ETag = $"\"{part.ETag}\"",
            Checksum = upload.Value.IsChecksumAsked || request.Claims.NamesChecksum
                ? new Dictionary<string, string> { [part.Checksum.Algorithm.ToString().ToLowerInvariant()] = part.Checksum.Value }
                : new Dictionary<string, string>(),
            Encryption = SseAnswer.Of(upload.Value.Seal, request.CustomerKey),
        };
    }
}
