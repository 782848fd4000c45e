using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Tells the tags of an object.</summary>
[Operation("s3.GetObjectTagging", ReadOnly = true, DataEvent = true)]
[Http("GET", "/{Bucket}/{Key+}?tagging")]
public sealed class GetObjectTagging(ObjectTags tags) : IOperation<VersionRequest, TaggingAnswer>
{
    /// <inheritdoc/>
    public async ValueTask<TaggingAnswer> InvokeAsync(VersionRequest request, Call call, CancellationToken cancellation)
    {
        var (bucket, version) = await tags.FindAsync(call, request, "GetObject", "Tagging", null, cancellation);
        return new() { VersionId = version.Value.VersionIdIn(bucket), TagSet = version.Value.Tags };
    }
}
