using Strongroom.Aws;
using Strongroom.S3.Headers;

namespace Strongroom.S3.Operations;

/// <summary>Deletes an object, or one version of it; it is well if there is none.</summary>
[Operation("s3.DeleteObject", DataEvent = true)]
[Http("DELETE", "/{Bucket}/{Key+}", Status = 204)]
public sealed class DeleteObject(BucketStore buckets, VersionChanges changes) : IOperation<DeleteObject.Request, DeleteObject.Response>
{
    /// <inheritdoc cref="DeleteObject"/>
    public sealed record Request : VersionRequest
    {
        /// <summary>Only if the object has this entity tag.</summary>
        [InHeader("If-Match")]
        public string? IfMatch { get; init; }
    }

    /// <inheritdoc cref="DeleteObject"/>
    public sealed record Response
    {
        /// <summary>True if a delete marker was made or deleted.</summary>
        [InHeader("x-amz-delete-marker")]
        public bool? DeleteMarker { get; init; }

        /// <summary>The version deleted, or the delete marker made.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var versionId = string.IsNullOrEmpty(request.VersionId) ? null : request.VersionId;
        var bucket = await buckets.GetForAsync(
            call, request, versionId is null ? "DeleteObject" : "DeleteObjectVersion", cancellation, new() { VersionId = versionId, IfMatch = request.IfMatch });
        var conditions = new WriteConditions { IfMatch = request.IfMatch };
        if (versionId is null)
        {
            var marker = await changes.DeleteAsync(call, bucket, request.Key, conditions, cancellation);
            return new() { DeleteMarker = marker is null ? null : true, VersionId = marker?.VersionId };
        }

        await changes.DemandAsync(bucket.Value, request.Key, versionId, request.IfMatch, cancellation);
        var deleted = await changes.DeleteAsync(call, bucket, request.Key, [versionId], cancellation);
        return new() { DeleteMarker = deleted is [{ IsDeleteMarker: true }] ? true : null, VersionId = versionId };
    }
}
