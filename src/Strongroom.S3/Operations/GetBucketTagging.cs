using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells the tags of a bucket.</summary>
[Operation("s3.GetBucketTagging", ReadOnly = true)]
[Http("GET", "/{Bucket}?tagging")]
public sealed class GetBucketTagging(BucketStore buckets) : IOperation<BucketRequest, TaggingAnswer>
{
    /// <inheritdoc/>
    public async ValueTask<TaggingAnswer> InvokeAsync(BucketRequest request, Call call, CancellationToken cancellation)
    {
        var bucket = (await buckets.GetAsync(call, request, "GetBucketTagging", cancellation)).Value;
        return bucket.Tags.Count > 0
            ? new() { TagSet = bucket.Tags }
            : throw new FaultException("NoSuchTagSet", "The TagSet does not exist") { Status = 404, Details = S3Faults.Detail("BucketName", bucket.Name) };
    }
}

/// <summary>Tags as an answer.</summary>
[XmlElementName("Tagging")]
public sealed record TaggingAnswer
{
    /// <summary>The version whose tags they are, for objects in a bucket that keeps versions.</summary>
    [InHeader("x-amz-version-id")]
    public string? VersionId { get; init; }

    /// <summary>The tags.</summary>
    [Items("Tag")]
    public IReadOnlyList<Tag> TagSet { get; init; } = [];
}

/// <summary>Tags as the body of a request.</summary>
[XmlElementName("Tagging")]
public sealed record Tagging
{
    /// <summary>The tags.</summary>
    [Items("Tag")]
    public IReadOnlyList<Tag>? TagSet { get; init; }
}
