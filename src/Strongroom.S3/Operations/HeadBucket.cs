using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells whether a bucket is there, and in which region.</summary>
[Operation("s3.HeadBucket", ReadOnly = true)]
[Http("HEAD", "/{Bucket}")]
public sealed class HeadBucket(BucketStore buckets) : IOperation<BucketRequest, HeadBucket.Response>
{
    /// <inheritdoc cref="HeadBucket"/>
    public sealed record Response
    {
        /// <summary>The bucket's region.</summary>
        [InHeader("x-amz-bucket-region")]
        public string? BucketRegion { get; init; }

        /// <summary>The bucket's ARN.</summary>
        [InHeader("x-amz-bucket-arn")]
        public string? BucketArn { get; init; }

        /// <summary>Always false.</summary>
        [InHeader("x-amz-access-point-alias")]
        public bool? AccessPointAlias { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "ListBucket", cancellation)).Value;
        return new() { BucketRegion = bucket.Region, BucketArn = bucket.Arn, AccessPointAlias = false };
    }
}
