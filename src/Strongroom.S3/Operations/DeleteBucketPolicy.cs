using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Removes the policy of a bucket; it is well if there is none.</summary>
[Operation("s3.DeleteBucketPolicy")]
[Http("DELETE", "/{Bucket}?policy", Status = 204)]
public sealed class DeleteBucketPolicy(BucketStore buckets) : IOperation<BucketRequest, Unit>
{
    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = await buckets.GetForPolicyAsync(call, request, "DeleteBucketPolicy", cancellation);
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Policy = null, PolicyPrincipals = new Dictionary<string, string>() });
        return default;
    }
}
