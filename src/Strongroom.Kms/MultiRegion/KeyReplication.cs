using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Makes replicas of multi-Region keys.</summary>
public sealed class KeyReplication(KeyStore keys, RelatedKeys related, KmsQuotas quotas, FrontDoorOptions installation)
{
    /// <summary>Refuses a region that this installation does not have, or that has the key already.</summary>
    /// <exception cref="FaultException">ValidationException, AlreadyExistsException.</exception>
    public void DemandFree(KmsKey primary, string region)
    {
        if (!installation.Regions.Contains(region)) throw KmsFaults.Validation($"{region} is not a Region of this installation.");
        if (primary.RegionsOrOwn.All().Contains(region)) throw KmsFaults.ReplicaExists(primary.ArnIn(region));
    }

    /// <summary>The replica of <paramref name="primary"/>: all that is shared, and nothing of what is not. Imported material is still to come.</summary>
    public static KmsKey ReplicaOf(KmsKey primary, string region, string description, IReadOnlyList<KeyTag> tags, DateTimeOffset now)
    {
        var related = primary with { Regions = primary.RegionsOrOwn.With(region) };
        return new KmsKey
        {
            Account = primary.Account,
            Region = region,
            KeyId = primary.KeyId,
            KeySpec = primary.KeySpec,
            KeyUsage = primary.KeyUsage,
            Origin = primary.Origin,
            Description = description,
            CreationDate = now,
            State = KeyState.Enabled,
            Tags = tags,
            MultiRegion = true,
        }.Following(related);
    }

    /// <summary>Stages the replica, its policy and its material, and tells the others of it.</summary>
    /// <exception cref="FaultException">LimitExceededException: the replica's region has no room for one more key.</exception>
    public async ValueTask StageAsync(Call call, Stored<KmsKey> primary, KmsKey replica, KeyPolicy policy, CancellationToken cancellation)
    {
        await quotas.DemandRoomForKeyAsync(replica.Account, replica.Region, cancellation);
        await related.StageAsync(call.Changes, call.FurtherRecords, primary, primary.Value with { Regions = replica.Regions },
            call.Time, made: null, cancellation);
        call.Changes.Create(KmsKey.Records, KmsKey.RecordKeyOf(replica.Account, replica.Region, replica.KeyId), replica);
        KmsQuotas.CountKey(call.Changes, replica, 1);
        call.Changes.Create(KeyPolicy.Records, KeyPolicy.RecordKeyOf(replica), policy);
        if (replica.Origin == KeyOrigin.AwsKms)
            foreach (var generation in replica.Generations)
            {
                var material = await keys.FindBackingKeyAsync(primary.Value, generation.BackingKeyId, cancellation)
                    ?? throw new DamagedRecordException(BackingKey.RecordKeyOf(primary.Value, generation.BackingKeyId), "is missing");
                call.Changes.Create(BackingKey.Records, BackingKey.RecordKeyOf(replica, generation.BackingKeyId), BackingKey.From(material));
            }
        call.FurtherRecords.Add(KmsEvents.CreateKey(call.Time, replica));
    }
}
