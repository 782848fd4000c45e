using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>Removes all tags of an object.</summary>
[Operation("s3.DeleteObjectTagging", DataEvent = true)]
[Http("DELETE", "/{Bucket}/{Key+}?tagging", Status = 204)]
public sealed class DeleteObjectTagging(ObjectTags tags) : IOperation<VersionRequest, ObjectTags.Answer>
{
    /// <inheritdoc/>
    public async ValueTask<ObjectTags.Answer> InvokeAsync(VersionRequest request, Call call, CancellationToken cancellation)
    {
        var (bucket, version) = await tags.FindAsync(call, request, "DeleteObject", "Tagging", null, cancellation);
        return ObjectTags.Stage(call, bucket, version, []);
    }
}
