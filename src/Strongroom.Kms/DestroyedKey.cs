using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>A note, in the commit that deletes a KMS key or a generation of its material, that it must never come back from a backup.</summary>
/// <remarks>On its way into the keyring's ledger, which no restored store rolls back. A note is read once, and nothing is decided by it here.</remarks>
public sealed record DestroyedKey
{
    /// <summary>The stored kind: key (random).</summary>
    public static RecordType<DestroyedKey> Records { get; } = new("kms-destroyed", new JsonRecordCodec<DestroyedKey>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The owner of the KMS key.</summary>
    public required string Account { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>Its id.</summary>
    public required string KeyId { get; init; }

    /// <summary>The generation; null where the KMS key itself is gone.</summary>
    public Guid? BackingKeyId { get; init; }

    /// <summary>The domain key that wrapped the generation.</summary>
    public Guid? DomainKeyId { get; init; }

    /// <summary>The revision that was deleted: a later one of the same name is another key.</summary>
    public required long Revision { get; init; }

    internal static void Stage(StagedChanges changes, Stored<KmsKey> key) => Write(changes, new()
    {
        Account = key.Value.Account,
        Region = key.Value.Region,
        KeyId = key.Value.KeyId,
        Revision = key.Revision,
    });

    internal static void Stage(StagedChanges changes, Stored<BackingKey> key) => Write(changes, new()
    {
        Account = key.Value.Account,
        Region = (string)key.Key.Elements[2],
        KeyId = key.Value.KeyId,
        BackingKeyId = key.Value.Id.Value,
        DomainKeyId = key.Value.ToWrapped().DomainKeyId,
        Revision = key.Revision,
    });

    private static void Write(StagedChanges changes, DestroyedKey note)
        => changes.Write(Records, Records.Key(Hsm.BackingKeyId.New().ToString()), note);
}
