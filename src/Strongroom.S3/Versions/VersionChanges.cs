using Strongroom.Aws;
using Strongroom.S3.Headers;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>What becomes of an object's versions when one is put or deleted. Everything is staged on the call.</summary>
public sealed class VersionChanges(Records records, VersionStore versions, IObjectBytes bytes)
{
    /// <summary>Makes <paramref name="version"/> the current one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bucket">The bucket, which must still be as it was read.</param>
    /// <param name="version">The version; it gets its id here.</param>
    /// <param name="conditions">What must hold of the object that is there: decided on the very record that is replaced.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The version as it was staged.</returns>
    /// <exception cref="FaultException">The conditions do not hold.</exception>
    public async ValueTask<ObjectVersion> PutAsync(
        Call call, Stored<Bucket> bucket, ObjectVersion version, WriteConditions? conditions, CancellationToken cancellation)
    {
        BucketGate.Pass(call, bucket);
        var current = await versions.FindCurrentAsync(bucket.Value, version.Key, cancellation);
        conditions?.Demand(current?.Value, version.Key);
        version = version with
        {
            Id = await NextIdAsync(call, bucket.Value, version.Key, current, cancellation),
            IsNull = bucket.Value.Versioning != Versioning.Enabled,
        };
        await MakeRoomAsync(call, bucket.Value, current, version, cancellation);
        if (current is null) call.Changes.Create(ObjectVersion.Current, VersionStore.CurrentKey(bucket.Value, version.Key), version);
        else call.Changes.Replace(ObjectVersion.Current, current, version);
        return version;
    }

    /// <summary>Deletes an object without naming a version: for good, or by a delete marker where the bucket keeps versions.</summary>
    /// <returns>The delete marker; null where there is none.</returns>
    /// <param name="call">The call.</param>
    /// <param name="bucket">The bucket, which must still be as it was read.</param>
    /// <param name="key">The object.</param>
    /// <param name="conditions">What must hold of the object that is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FaultException">The conditions do not hold.</exception>
    public async ValueTask<ObjectVersion?> DeleteAsync(
        Call call, Stored<Bucket> bucket, string key, WriteConditions? conditions, CancellationToken cancellation)
    {
        BucketGate.Pass(call, bucket);
        var current = await versions.FindCurrentAsync(bucket.Value, key, cancellation);
        conditions?.Demand(current?.Value, key);
        if (bucket.Value.Versioning == Versioning.Off)
        {
            if (current is not null) await RemoveAsync(call, ObjectVersion.Current, current, cancellation);
            return null;
        }

        var marker = new ObjectVersion
        {
            Key = key,
            Id = await NextIdAsync(call, bucket.Value, key, current, cancellation),
            IsDeleteMarker = true,
            IsNull = bucket.Value.Versioning == Versioning.Suspended,
            Modified = S3Time.ToSecond(call.Time),
        };
        await MakeRoomAsync(call, bucket.Value, current, marker, cancellation);
        if (current is not null) call.Changes.Delete(ObjectVersion.Current, current);
        else call.Changes.CheckAbsent(ObjectVersion.Current, VersionStore.CurrentKey(bucket.Value, key));
        call.Changes.Create(ObjectVersion.Older, VersionStore.OlderKey(bucket.Value, key).Then(marker.Id), marker);
        return marker;
    }

    /// <summary>Deletes versions of an object for good. What was before them becomes current, if they were the newest.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bucket">The bucket, which must still be as it was read.</param>
    /// <param name="key">The object.</param>
    /// <param name="versionIds">The versions, each once; it is well if there are none of them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Those that there were.</returns>
    public async ValueTask<IReadOnlyList<ObjectVersion>> DeleteAsync(
        Call call, Stored<Bucket> bucket, string key, IReadOnlyList<string> versionIds, CancellationToken cancellation)
    {
        call.Changes.Check(bucket);
        var current = await versions.FindCurrentAsync(bucket.Value, key, cancellation);
        var gone = new List<ObjectVersion>();
        var wasCurrent = false;
        foreach (var versionId in versionIds)
        {
            if (await versions.FindAsync(bucket.Value, key, versionId, cancellation) is not { } version) continue;
            var isCurrent = ObjectVersion.Current.Owns(version.Key);
            if (isCurrent && version.Revision != current?.Revision) call.Changes.Check(version);
            wasCurrent |= isCurrent;
            gone.Add(version.Value);
            await RemoveAsync(call, isCurrent ? ObjectVersion.Current : ObjectVersion.Older, version, cancellation);
        }

        if (gone.Count > 0 && (wasCurrent || current is null)) await PromoteAsync(call, bucket.Value, key, wasCurrent ? current : null, gone, cancellation);
        return gone;
    }

    /// <summary>Refuses unless a version has an entity tag, where one is asked for.</summary>
    /// <exception cref="FaultException">PreconditionFailed; NoSuchKey.</exception>
    public async ValueTask DemandAsync(Bucket bucket, string key, string versionId, string? etag, CancellationToken cancellation)
    {
        if (etag is null) return;
        new WriteConditions { IfMatch = etag }.Demand((await versions.FindAsync(bucket, key, versionId, cancellation))?.Value, key);
    }

    // The newest version that is left becomes current, unless it is a delete marker.
    private async ValueTask PromoteAsync(
        Call call, Bucket bucket, string key, Stored<ObjectVersion>? current, List<ObjectVersion> gone, CancellationToken cancellation)
    {
        var from = VersionStore.OlderKey(bucket, key);
        var page = await records.RangeAsync(ObjectVersion.Older, from, from.EndOfChildren, gone.Count + 1, cancellation: cancellation);
        var next = page.FirstOrDefault(version => gone.All(other => other.Id != version.Value.Id));
        if (next is not { Value.IsDeleteMarker: false })
        {
            if (current is null) call.Changes.CheckAbsent(ObjectVersion.Current, VersionStore.CurrentKey(bucket, key));
            return;
        }

        call.Changes.Delete(ObjectVersion.Older, next);
        if (current is not null) call.Changes.Replace(ObjectVersion.Current, current, next.Value);
        else call.Changes.Create(ObjectVersion.Current, VersionStore.CurrentKey(bucket, key), next.Value);
    }

    private async ValueTask<string> NextIdAsync(Call call, Bucket bucket, string key, Stored<ObjectVersion>? current, CancellationToken cancellation)
        => VersionIds.Next(call.Time, (current ?? await versions.FindNewestOlderAsync(bucket, key, cancellation))?.Value.Id);

    // What is current goes among the older ones, unless the new one takes its place; a version called null gives way to a new one of that name.
    private async ValueTask MakeRoomAsync(
        Call call, Bucket bucket, Stored<ObjectVersion>? current, ObjectVersion incoming, CancellationToken cancellation)
    {
        if (current is not null && current.Value.IsNull && incoming.IsNull) await DoomAsync(call, current.Value, cancellation);
        else if (current is not null) call.Changes.Create(ObjectVersion.Older, VersionStore.OlderKey(bucket, incoming.Key).Then(current.Value.Id), current.Value);

        if (incoming.IsNull && bucket.Versioning == Versioning.Suspended
            && await versions.FindOlderNullAsync(bucket, incoming.Key, cancellation) is { } older)
        {
            await RemoveAsync(call, ObjectVersion.Older, older, cancellation);
        }
    }

    private async ValueTask RemoveAsync(Call call, RecordType<ObjectVersion> type, Stored<ObjectVersion> version, CancellationToken cancellation)
    {
        call.Changes.Delete(type, version);
        await DoomAsync(call, version.Value, cancellation);
    }

    private async ValueTask DoomAsync(Call call, ObjectVersion version, CancellationToken cancellation)
    {
        await bytes.DeleteAsync(call.Changes, [.. (await versions.PartsAsync(version, cancellation)).Select(static part => part.Bytes)], cancellation);
        for (var i = 0; i < version.PartListCount; i++)
        {
            if (await records.FindAsync(ObjectVersion.PartLists, VersionStore.PartListKey(version.Uid, i), cancellation) is { } list)
                call.Changes.Delete(ObjectVersion.PartLists, list);
        }
    }
}
