using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Finds versions of objects.</summary>
public sealed class VersionStore(Records records, S3Authorizer authorizer)
{
    private const int PageLength = 100;

    /// <summary>The current version; null where there is none, or it is a delete marker.</summary>
    public ValueTask<Stored<ObjectVersion>?> FindCurrentAsync(Bucket bucket, string key, CancellationToken cancellation)
        => records.FindAsync(ObjectVersion.Current, CurrentKey(bucket, key), cancellation);

    /// <summary>The newest version that is not the current one; a delete marker where the object is deleted.</summary>
    public async ValueTask<Stored<ObjectVersion>?> FindNewestOlderAsync(Bucket bucket, string key, CancellationToken cancellation)
    {
        if (bucket.Versioning == Versioning.Off) return null;
        var from = OlderKey(bucket, key);
        var page = await records.RangeAsync(ObjectVersion.Older, from, from.EndOfChildren, 1, cancellation: cancellation);
        return page.Count == 0 ? null : page[0];
    }

    /// <summary>The version that is called so; null where there is none. Delete markers are versions too.</summary>
    /// <exception cref="FaultException">InvalidArgument for what is no version's name.</exception>
    public async ValueTask<Stored<ObjectVersion>?> FindAsync(Bucket bucket, string key, string versionId, CancellationToken cancellation)
    {
        var current = await FindCurrentAsync(bucket, key, cancellation);
        if (current?.Value.VersionId == versionId) return current;
        if (versionId == "null") return await FindOlderNullAsync(bucket, key, cancellation);
        if (!VersionIds.IsOne(versionId)) throw S3Faults.InvalidArgument("Invalid version id specified", "versionId", versionId);
        var older = await records.FindAsync(ObjectVersion.Older, OlderKey(bucket, key).Then(versionId), cancellation);
        return older is { Value.IsNull: false } ? older : null;
    }

    /// <summary>The version called <c>null</c> among those that are not current.</summary>
    public async ValueTask<Stored<ObjectVersion>?> FindOlderNullAsync(Bucket bucket, string key, CancellationToken cancellation)
    {
        if (bucket.Versioning == Versioning.Off) return null;
        var from = OlderKey(bucket, key);
        var end = from.EndOfChildren;
        while (true)
        {
            var page = await records.RangeAsync(ObjectVersion.Older, from, end, PageLength, cancellation: cancellation);
            foreach (var version in page)
                if (version.Value.IsNull) return version;
            if (page.Count < PageLength) return null;
            from = page[^1].Key.Then("");
        }
    }

    /// <summary>The version that a read is about: the current one, or the one that is named.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object.</param>
    /// <param name="versionId">The version; null for the current one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FaultException">NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker; AccessDenied in the place of NoSuchKey to
    /// those who may not list the bucket.</exception>
    public async ValueTask<Stored<ObjectVersion>> GetAsync(Call call, Bucket bucket, string key, string? versionId, CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(versionId))
        {
            var version = await FindAsync(bucket, key, versionId, cancellation) ?? throw S3Faults.NoSuchVersion(key, versionId);
            return version.Value.IsDeleteMarker ? throw IsMarker(version.Value) : version;
        }

        if (await FindCurrentAsync(bucket, key, cancellation) is { } current) return current;
        if (!await authorizer.PermitsAsync(call, "ListBucket", bucket, null, cancellation)) throw S3Faults.AccessDenied();
        var missing = S3Faults.NoSuchKey(key);
        throw await FindNewestOlderAsync(bucket, key, cancellation) is { Value: { IsDeleteMarker: true } marker }
            ? new FaultException(missing.Code, missing.Text) { Status = missing.Status, Details = missing.Details, Headers = MarkerHeaders(marker) }
            : missing;
    }

    /// <summary>All parts of a version, in order.</summary>
    /// <exception cref="DamagedObjectException">Some are missing.</exception>
    public async ValueTask<IReadOnlyList<StoredPart>> PartsAsync(ObjectVersion version, CancellationToken cancellation)
    {
        if (version.PartListCount == 0) return version.Parts;
        var parts = new List<StoredPart>();
        for (var i = 0; i < version.PartListCount; i++)
        {
            var list = await records.FindAsync(ObjectVersion.PartLists, PartListKey(version.Uid, i), cancellation)
                ?? throw new DamagedObjectException($"Part list {i} of version {version.Uid} is missing.");
            parts.AddRange(list.Value.Parts);
        }

        return parts;
    }

    /// <summary>The stored key of an object's current version.</summary>
    public static RecordKey CurrentKey(Bucket bucket, string key) => ObjectVersion.Current.Key(bucket.Id, key);

    /// <summary>What the stored keys of an object's other versions begin with.</summary>
    public static RecordKey OlderKey(Bucket bucket, string key) => ObjectVersion.Older.Key(bucket.Id, key);

    /// <summary>The stored key of some of a version's parts.</summary>
    public static RecordKey PartListKey(string uid, int number) => ObjectVersion.PartLists.Key(uid).Then(number);

    private static FaultException IsMarker(ObjectVersion marker)
        => new("MethodNotAllowed", "The specified method is not allowed against this resource.")
        {
            Status = 405,
            Details = new Dictionary<string, object?> { ["Method"] = "GET", ["ResourceType"] = "DeleteMarker" },
            Headers = new Dictionary<string, string>(MarkerHeaders(marker)) { ["Allow"] = "DELETE", ["Last-Modified"] = Headers.S3Time.Http(marker.Modified) },
        };

    private static Dictionary<string, string> MarkerHeaders(ObjectVersion marker)
        => new() { ["x-amz-delete-marker"] = "true", ["x-amz-version-id"] = marker.VersionId };
}
