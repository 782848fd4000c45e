using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Removes all tags of a bucket.</summary>
[Operation("s3.DeleteBucketTagging")]
[Http("DELETE", "/{Bucket}?tagging", Status = 204)]
public sealed class DeleteBucketTagging(BucketStore buckets) : IOperation<BucketRequest, Unit>
{
    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetAsync(call, request, "PutBucketTagging", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Tags = [] });
        return default;
    }
}
