using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>One generation of a KMS key's secret bytes, wrapped by the security module: a record of its own, so that it can be destroyed by itself.</summary>
public sealed record BackingKey
{
    /// <summary>The stored kind: key (account, region, key id, backing key id).</summary>
    public static RecordType<BackingKey> Records { get; } = new("kms-backing-key", new JsonRecordCodec<BackingKey>())
    {
        WhenDeleted = static (changes, key) => DestroyedKey.Stage(changes, key),
    };

    /// <summary>The owner of the KMS key.</summary>
    public required string Account { get; init; }

    /// <summary>The KMS key's id.</summary>
    public required string KeyId { get; init; }

    /// <summary>The generation's own id.</summary>
    public required BackingKeyId Id { get; init; }

    /// <summary>AWS's name of the spec, bound into the wrapping.</summary>
    public required string KeySpec { get; init; }

    /// <summary>64 hex digits.</summary>
    public required string KeyMaterialId { get; init; }

    /// <summary>The wrapped bytes.</summary>
    public required byte[] Token { get; init; }

    private WrappedBackingKey? wrapped;

    /// <summary>As the security module takes it.</summary>
    public WrappedBackingKey ToWrapped() => wrapped ??= new(new(Account, KeyId, Id, KeySpec), KeyMaterialId, Token);

    /// <summary>Makes a new generation of a key's material inside the module, and stages its record.</summary>
    /// <exception cref="Aws.FaultException">ThrottlingException: the module is making too many keys already.</exception>
    public static async ValueTask<WrappedBackingKey> GenerateAsync(
        ISecurityModule module, KmsKey key, StagedChanges changes, CancellationToken cancellation)
    {
        var identity = new BackingKeyIdentity(key.Account, key.KeyId, BackingKeyId.New(), KeySpecs.NameOf(key.KeySpec));
        var wrapped = await module.GenerateBackingKeyAsync(identity, cancellation).OrBusyAsync();
        changes.Create(Records, RecordKeyOf(key, identity.Id), From(wrapped));
        return wrapped;
    }

    /// <summary>As the store keeps it.</summary>
    public static BackingKey From(WrappedBackingKey key) => new()
    {
        Account = key.Identity.Account,
        KeyId = key.Identity.KeyId,
        Id = key.Identity.Id,
        KeySpec = key.Identity.KeySpec,
        KeyMaterialId = key.KeyMaterialId,
        Token = key.Token.ToArray(),
        wrapped = key,
    };

    /// <summary>The stored key of a generation's record.</summary>
    public static RecordKey RecordKeyOf(KmsKey key, BackingKeyId id) => key.BackingKeyRecordKeyOf(id);
}
