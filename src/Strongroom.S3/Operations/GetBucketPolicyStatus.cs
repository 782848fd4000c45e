using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells whether the policy of a bucket makes it public.</summary>
[Operation("s3.GetBucketPolicyStatus", ReadOnly = true)]
[Http("GET", "/{Bucket}?policyStatus")]
public sealed class GetBucketPolicyStatus(BucketStore buckets) : IOperation<BucketRequest, GetBucketPolicyStatus.Response>
{
    /// <inheritdoc cref="GetBucketPolicyStatus"/>
    public sealed record Response
    {
        /// <summary>The status.</summary>
        [Payload]
        public Status? PolicyStatus { get; init; }
    }

    /// <summary>Whether a policy is public.</summary>
    [XmlElementName("PolicyStatus")]
    public sealed record Status(bool? IsPublic);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketPolicyStatus", cancellation)).Value;
        return new() { PolicyStatus = new(PublicPolicy.IsPublic(bucket.Policy ?? throw GetBucketPolicy.Missing(bucket))) };
    }
}
