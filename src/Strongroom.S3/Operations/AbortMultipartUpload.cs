using Strongroom.Aws;
using Strongroom.S3.Multipart;

namespace Strongroom.S3.Operations;

/// <summary>Ends an upload and drops its parts.</summary>
[Operation("s3.AbortMultipartUpload", DataEvent = true)]
[Http("DELETE", "/{Bucket}/{Key+}?uploadId", Status = 204)]
public sealed class AbortMultipartUpload(BucketStore buckets, UploadStore uploads) : IOperation<AbortMultipartUpload.Request, Unit>
{
    /// <inheritdoc cref="AbortMultipartUpload"/>
    public sealed record Request : ObjectRequest
    {
        /// <summary>The upload.</summary>
        [InQuery("uploadId")]
        public string UploadId { get; init; } = "";
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetForAsync(call, request, "AbortMultipartUpload", cancellation)).Value;
        await uploads.StageAbortAsync(call, await uploads.GetAsync(bucket, request.Key, request.UploadId, cancellation), cancellation);
        return default;
    }
}
