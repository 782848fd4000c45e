using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Sets a bucket back to SSE-S3.</summary>
[Operation("s3.DeleteBucketEncryption")]
[Http("DELETE", "/{Bucket}?encryption", Status = 204)]
public sealed class DeleteBucketEncryption(BucketStore buckets) : IOperation<BucketRequest, Unit>
{
    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetAsync(call, request, "PutEncryptionConfiguration", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Encryption = null });
        return default;
    }
}
