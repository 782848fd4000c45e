using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Deletes up to a thousand objects or versions in one commit; each is decided by itself.</summary>
[Operation("s3.DeleteObjects", DataEvent = true)]
[Http("POST", "/{Bucket}?delete")]
public sealed class DeleteObjects(BucketStore buckets, S3Authorizer authorizer, VersionChanges changes) : IOperation<DeleteObjects.Request, DeleteObjects.Response>
{
    private const int Most = 1000;

    /// <inheritdoc cref="DeleteObjects"/>
    public sealed record Request : ConfigurationRequest
    {
        /// <summary>What is to be deleted.</summary>
        [Payload]
        public List? Delete { get; init; }
    }

    /// <summary>What is to be deleted.</summary>
    [XmlElementName("Delete")]
    public sealed record List
    {
        /// <summary>Tell of failures only.</summary>
        public bool? Quiet { get; init; }

        /// <summary>The objects.</summary>
        [Items("Object", Flat = true)]
        public IReadOnlyList<Identifier> Objects { get; init; } = [];
    }

    /// <summary>An object, or one version of it.</summary>
    public sealed record Identifier
    {
        /// <summary>The object's key.</summary>
        public string? Key { get; init; }

        /// <summary>The version; none for the object as such.</summary>
        public string? VersionId { get; init; }

        /// <summary>Only if it has this entity tag.</summary>
        public string? ETag { get; init; }
    }

    /// <inheritdoc cref="DeleteObjects"/>
    [XmlElementName("DeleteResult")]
    public sealed record Response
    {
        /// <summary>What was deleted.</summary>
        [Items(Flat = true)]
        public IReadOnlyList<DeletedObject> Deleted { get; init; } = [];

        /// <summary>What was not.</summary>
        [Items("Error", Flat = true)]
        public IReadOnlyList<DeleteError> Errors { get; init; } = [];
    }

    /// <summary>Something that was deleted.</summary>
    public sealed record DeletedObject(string? Key, string? VersionId, bool? DeleteMarker, string? DeleteMarkerVersionId);

    /// <summary>Something that was not deleted, and why.</summary>
    public sealed record DeleteError(string? Key, string? VersionId, string Code, string? Message);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.Claims is { ContentMd5: null, Checksums.Count: 0, Trailer: null })
            throw S3Faults.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        request.DemandBody();
        var list = request.Delete ?? throw S3Faults.MissingBody();
        if (list.Objects.Count is 0 or > Most || list.Objects.Any(static item => string.IsNullOrEmpty(item.Key))) throw XmlNode.Malformed();
        var bucket = await buckets.FindAsync(call, request.Bucket, cancellation);
        BucketStore.DemandOwner(bucket.Value, request.ExpectedBucketOwner);

        List<DeletedObject> deleted = [];
        List<DeleteError> errors = [];
        foreach (var group in list.Objects.DistinctBy(static item => (item.Key, item.VersionId)).GroupBy(static item => item.Key!))
            await DeleteAsync(call, bucket, group.Key, [.. group], deleted, errors, cancellation);
        return new() { Deleted = list.Quiet == true ? [] : deleted, Errors = errors };
    }

    private async ValueTask DeleteAsync(
        Call call, Stored<Bucket> bucket, string key, IReadOnlyList<Identifier> items, List<DeletedObject> deleted, List<DeleteError> errors,
        CancellationToken cancellation)
    {
        var versionIds = new List<string>();
        var asSuch = false;
        foreach (var item in items)
        {
            try
            {
                KeyRules.Demand(key);
                var isVersion = !string.IsNullOrEmpty(item.VersionId);
                await authorizer.DemandAsync(
                    call, isVersion ? "DeleteObjectVersion" : "DeleteObject", bucket.Value, key, new() { VersionId = item.VersionId }, cancellation);
                if (isVersion) await changes.DemandAsync(bucket.Value, key, item.VersionId!, item.ETag, cancellation);
                if (isVersion) versionIds.Add(item.VersionId!);
                else asSuch = true;
            }
            catch (FaultException fault)
            {
                errors.Add(new(key, item.VersionId, fault.Code, fault.Text));
            }
        }

        // One commit cannot both hide an object and take versions from below it.
        if (asSuch && versionIds.Count > 0)
        {
            errors.Add(new(key, null, "OperationAborted", "A conflicting conditional operation is currently in progress against this resource. Please try again."));
            asSuch = false;
        }

        if (asSuch) await DeleteAsync(call, bucket, key, items.Single(static item => string.IsNullOrEmpty(item.VersionId)).ETag, deleted, errors, cancellation);
        if (versionIds.Count == 0) return;
        var gone = await changes.DeleteAsync(call, bucket, key, versionIds, cancellation);
        foreach (var versionId in versionIds)
        {
            var isMarker = gone.Any(version => version.VersionId == versionId && version.IsDeleteMarker);
            deleted.Add(new(key, versionId, isMarker ? true : null, isMarker ? versionId : null));
        }
    }

    private async ValueTask DeleteAsync(
        Call call, Stored<Bucket> bucket, string key, string? etag, List<DeletedObject> deleted, List<DeleteError> errors, CancellationToken cancellation)
    {
        try
        {
            var marker = await changes.DeleteAsync(call, bucket, key, new WriteConditions { IfMatch = etag }, cancellation);
            deleted.Add(new(key, null, marker is null ? null : true, marker?.VersionId));
        }
        catch (FaultException fault)
        {
            errors.Add(new(key, null, fault.Code, fault.Text));
        }
    }
}
