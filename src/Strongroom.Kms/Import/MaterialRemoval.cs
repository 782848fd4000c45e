using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Destroys imported key material: on demand, and when it expires.</summary>
public sealed class MaterialRemoval(Records records, RelatedKeys related, ISecurityModule module)
{
    /// <summary>Stages the end of one material's bytes and returns the key without them; the caller stages the key.</summary>
    /// <remarks>
    /// What waits for its rotation was not the key's for good, and leaves no trace; from a primary it goes in every region. A replica's own
    /// copy of it only has to be imported again.
    /// </remarks>
    public async ValueTask<KmsKey> StageAsync(StagedChanges changes, KmsKey key, KeyMaterialGeneration material, CancellationToken cancellation)
    {
        module.Forget(material.BackingKeyId);
        await StageBytesAsync(changes, key, material.BackingKeyId, cancellation);
        if (material.BackingKeyId != key.Pending?.BackingKeyId || key.IsReplica) return key.WithImport(material.KeyMaterialId, material.Import!.Gone());

        foreach (var replica in await related.OthersAsync(key, cancellation))
            await StageBytesAsync(changes, replica.Value, material.BackingKeyId, cancellation);
        return key with { Pending = null };
    }

    private async ValueTask StageBytesAsync(StagedChanges changes, KmsKey key, BackingKeyId id, CancellationToken cancellation)
    {
        if (await records.FindAsync(BackingKey.Records, BackingKey.RecordKeyOf(key, id), cancellation) is { } bytes)
            changes.Delete(BackingKey.Records, bytes);
    }
}
