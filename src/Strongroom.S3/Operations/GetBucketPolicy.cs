using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells the policy of a bucket.</summary>
[Operation("s3.GetBucketPolicy", ReadOnly = true)]
[Http("GET", "/{Bucket}?policy")]
public sealed class GetBucketPolicy(BucketStore buckets) : IOperation<BucketRequest, GetBucketPolicy.Response>
{
    /// <inheritdoc cref="GetBucketPolicy"/>
    public sealed record Response
    {
        /// <summary>The policy, as it was put.</summary>
        [Payload]
        public string? Policy { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetForPolicyAsync(call, request, "GetBucketPolicy", cancellation)).Value;
        return new() { Policy = bucket.Policy ?? throw Missing(bucket) };
    }

    internal static FaultException Missing(Bucket bucket)
        => new("NoSuchBucketPolicy", "The bucket policy does not exist") { Status = 404, Details = S3Faults.Detail("BucketName", bucket.Name) };
}
