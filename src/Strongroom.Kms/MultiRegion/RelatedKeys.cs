using Strongroom.Audit;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Changes a primary key and its replicas in one commit, so that no region ever sees another's past.</summary>
/// <remarks>
/// All regions of an installation share one store: there is nothing to wait for, and the states Creating and Updating, in which AWS's
/// regions tell each other, do not occur.
/// </remarks>
public sealed class RelatedKeys(Records records)
{
    /// <summary>The related keys in other regions.</summary>
    public async ValueTask<IReadOnlyList<Stored<KmsKey>>> OthersAsync(KmsKey key, CancellationToken cancellation)
    {
        if (key.Regions is not { } regions) return [];
        var others = new List<Stored<KmsKey>>();
        foreach (var region in regions.All().Where(region => region != key.Region)) others.Add(await GetAsync(key, region, cancellation));
        return others;
    }

    /// <summary>The related key in a region that the key's set names.</summary>
    /// <exception cref="DamagedRecordException">Somebody removed it.</exception>
    public async ValueTask<Stored<KmsKey>> GetAsync(KmsKey key, string region, CancellationToken cancellation)
    {
        var recordKey = KmsKey.RecordKeyOf(key.Account, region, key.KeyId);
        return await records.FindAsync(KmsKey.Records, recordKey, cancellation) ?? throw new DamagedRecordException(recordKey, "is missing");
    }

    /// <summary>Stages a changed key. If it is a primary, its replicas follow, each with a service event.</summary>
    /// <param name="changes">Where to stage.</param>
    /// <param name="events">Where the events go.</param>
    /// <param name="stored">The key as it was read.</param>
    /// <param name="changed">The key as it shall be.</param>
    /// <param name="now">The time of the events.</param>
    /// <param name="made">Material that was made for the key and goes to every region; null for none.</param>
    /// <param name="cancellation">Stops the reads.</param>
    public async ValueTask StageAsync(StagedChanges changes, List<AuditRecord> events, Stored<KmsKey> stored, KmsKey changed, DateTimeOffset now,
        WrappedBackingKey? made, CancellationToken cancellation)
    {
        changes.Replace(KmsKey.Records, stored, changed);
        if (!stored.Value.HasReplicas || changed.SharesAllOf(stored.Value)) return;
        foreach (var replica in await OthersAsync(stored.Value, cancellation))
        {
            var following = replica.Value.Following(changed);
            changes.Replace(KmsKey.Records, replica, following);
            if (made is not null) changes.Create(BackingKey.Records, BackingKey.RecordKeyOf(following, made.Identity.Id), BackingKey.From(made));
            if (following.IsPrimary) KeyDeadline.Stage(changes, following);
            events.Add(KmsEvents.SynchronizeMultiRegionKey(now, following));
        }
    }

    /// <summary>Stages that a replica is gone: the others forget it, and a primary that waited for the last one begins its own waiting period.</summary>
    public async ValueTask StageEndAsync(StagedChanges changes, KmsKey gone, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var other in await OthersAsync(gone, cancellation))
        {
            var left = other.Value with { Regions = other.Value.Regions!.Without(gone.Region) };
            if (left is { State: KeyState.PendingReplicaDeletion, HasReplicas: false })
            {
                left = left with
                {
                    State = KeyState.PendingDeletion,
                    DeletionDate = now.AddDays(left.PendingDeletionWindowInDays!.Value),
                    PendingDeletionWindowInDays = null,
                };
                KeyDeadline.Stage(changes, left);
            }
            changes.Replace(KmsKey.Records, other, left);
        }
    }
}
