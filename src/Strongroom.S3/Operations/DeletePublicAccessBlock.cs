using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Takes the block away: policies alone decide.</summary>
[Operation("s3.DeletePublicAccessBlock")]
[Http("DELETE", "/{Bucket}?publicAccessBlock", Status = 204)]
public sealed class DeletePublicAccessBlock(BucketStore buckets) : IOperation<BucketRequest, Unit>
{
    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetAsync(call, request, "PutBucketPublicAccessBlock", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { PublicAccess = null });
        return default;
    }
}
