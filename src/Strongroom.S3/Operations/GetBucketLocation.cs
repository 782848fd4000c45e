using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells the region of a bucket; of us-east-1 by saying nothing.</summary>
[Operation("s3.GetBucketLocation", ReadOnly = true)]
[Http("GET", "/{Bucket}?location")]
public sealed class GetBucketLocation(BucketStore buckets) : IOperation<BucketRequest, GetBucketLocation.Response>
{
    /// <inheritdoc cref="GetBucketLocation"/>
    [XmlElementName("LocationConstraint")]
    public sealed record Response
    {
        /// <summary>The region: the text of the body's one element.</summary>
        [ElementText]
        public string? LocationConstraint { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketLocation", cancellation)).Value;
        return new() { LocationConstraint = bucket.Region == "us-east-1" ? null : bucket.Region };
    }
}
