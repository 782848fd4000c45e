using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.S3.Operations;

/// <summary>Finds and changes the tags of objects.</summary>
public sealed class ObjectTags(BucketStore buckets, VersionStore versions)
{
    /// <summary>The version whose tags were changed.</summary>
    public sealed record Answer
    {
        /// <summary>The version, where the bucket keeps versions.</summary>
        [InHeader("x-amz-version-id")]
        public string? VersionId { get; init; }
    }

    /// <summary>The version that a request is about.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The request.</param>
    /// <param name="verb">What the action's name begins with; <c>Version</c> comes behind it where one is named.</param>
    /// <param name="noun">What it ends in.</param>
    /// <param name="set">The tags to be set.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<(Bucket Bucket, Stored<ObjectVersion> Version)> FindAsync(
        Call call, VersionRequest request, string verb, string noun, IReadOnlyList<Tag>? set, CancellationToken cancellation)
    {
        var versionId = string.IsNullOrEmpty(request.VersionId) ? null : request.VersionId;
        var bucket = await buckets.FindAsync(call, request.Bucket, cancellation);
        BucketStore.DemandOwner(bucket.Value, request.ExpectedBucketOwner);
        var found = versionId is null ? await versions.FindCurrentAsync(bucket.Value, request.Key, cancellation) : null;
        var action = verb + (versionId is null ? "" : "Version") + noun;
        await buckets.DemandAsync(call, bucket.Value, request.Key, action, cancellation,
            new() { VersionId = versionId, RequestTags = set, ExistingTags = found?.Value.Tags });
        return (bucket.Value, found ?? await versions.GetAsync(call, bucket.Value, request.Key, versionId, cancellation));
    }

    /// <summary>Stages other tags.</summary>
    public static Answer Stage(Call call, Bucket bucket, Stored<ObjectVersion> version, IReadOnlyList<Tag> tags)
    {
        var type = ObjectVersion.Current.Owns(version.Key) ? ObjectVersion.Current : ObjectVersion.Older;
        call.Changes.Replace(type, version, version.Value with { Tags = tags });
        return new() { VersionId = version.Value.VersionIdIn(bucket) };
    }
}
