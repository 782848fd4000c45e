using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Sets the tags of a bucket in the place of all that it had.</summary>
[Operation("s3.PutBucketTagging")]
[Http("PUT", "/{Bucket}?tagging", Status = 204)]
public sealed class PutBucketTagging(BucketStore buckets) : IOperation<PutBucketTagging.Request, Unit>
{
    /// <inheritdoc cref="PutBucketTagging"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>The tags.</summary>
        [Payload]
        public Tagging? Tagging { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.DemandBody();
        var tags = Tag.CheckOfBucket(request.Tagging?.TagSet ?? throw XmlNode.Malformed());
        var bucket = await buckets.GetAsync(call, request, "PutBucketTagging", cancellation, new() { RequestTags = tags });
        call.Changes.Replace(Bucket.Records, bucket, bucket.Value with { Tags = tags });
        return default;
    }
}
