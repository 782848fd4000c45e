using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Removes what was said of who owns objects.</summary>
[Operation("s3.DeleteBucketOwnershipControls")]
[Http("DELETE", "/{Bucket}?ownershipControls", Status = 204)]
public sealed class DeleteBucketOwnershipControls(BucketStore buckets) : IOperation<BucketRequest, Unit>
{
    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetAsync(call, request, "PutBucketOwnershipControls", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Ownership = null });
        return default;
    }
}
