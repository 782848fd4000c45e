using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Finds KMS keys by whatever name a request gives, and the backing keys behind them.</summary>
public sealed class KeyStore(Records records)
{
    /// <summary>The key that a key id, key ARN, alias name or alias ARN names.</summary>
    /// <exception cref="FaultException">NotFoundException, or InvalidArnException.</exception>
    public async ValueTask<Stored<KmsKey>> GetAsync(Call call, string keyId, CancellationToken cancellation)
    {
        var reference = KeyReference.Parse(keyId, call.Account, call.Region);
        var name = reference.Name;
        if (reference.IsAlias)
        {
            var alias = await records.FindAsync(Alias.Records, Alias.RecordKeyOf(reference.Account, reference.Region, reference.Name), cancellation);
            if (alias is null)
                throw reference.Account == call.Account ? KmsFaults.AliasNotFound(reference.Arn) : Stranger(call, reference);
            name = alias.Value.TargetKeyId;
        }
        return await FindAsync(call, reference.Account, name, cancellation)
            ?? throw (reference.Account == call.Account ? KmsFaults.KeyNotFound(KmsKey.ArnOf(reference.Account, call.Region, name)) : Stranger(call, reference));
    }

    /// <summary>The key that a key id or key ARN names; operations that manage a key take no alias.</summary>
    /// <exception cref="FaultException">NotFoundException, or InvalidArnException.</exception>
    public ValueTask<Stored<KmsKey>> GetByIdAsync(Call call, string keyId, CancellationToken cancellation)
    {
        if (KeyReference.Parse(keyId, call.Account, call.Region).IsAlias) throw KmsFaults.InvalidKeyId(keyId);
        return GetAsync(call, keyId, cancellation);
    }

    /// <summary>The key that an alias is to name: a key id or key ARN of the caller's own account.</summary>
    /// <exception cref="FaultException">ValidationException for an alias; NotFoundException.</exception>
    public ValueTask<Stored<KmsKey>> GetAliasTargetAsync(Call call, string keyId, CancellationToken cancellation)
    {
        var reference = KeyReference.Parse(keyId, call.Account, call.Region);
        if (reference.IsAlias) throw KmsFaults.Validation("Aliases must refer to keys. Not aliases");
        if (reference.Account != call.Account) throw KmsFaults.KeyNotFound(reference.Arn);
        return GetAsync(call, keyId, cancellation);
    }

    /// <summary>The key with this id in the call's region, or null: unknown, or its waiting period has ended.</summary>
    public async ValueTask<Stored<KmsKey>?> FindAsync(Call call, string account, string keyId, CancellationToken cancellation)
    {
        var key = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(account, call.Region, keyId), cancellation);
        if (key is null || key.Value.IsDeletedAt(call.Time)) return null;
        var seen = key.Value.AsOf(call.Time);
        return ReferenceEquals(seen, key.Value) ? key : key with { Value = seen };
    }

    /// <summary>The generation that encrypts.</summary>
    public async ValueTask<WrappedBackingKey> CurrentAsync(KmsKey key, CancellationToken cancellation)
        => await FindBackingKeyAsync(key, key.Current.BackingKeyId, cancellation)
            ?? throw new DamagedRecordException(BackingKey.RecordKeyOf(key, key.Current.BackingKeyId), "is missing");

    /// <summary>The generation of this id, or null.</summary>
    public async ValueTask<WrappedBackingKey?> FindBackingKeyAsync(KmsKey key, BackingKeyId id, CancellationToken cancellation)
        => (await records.FindAsync(BackingKey.Records, BackingKey.RecordKeyOf(key, id), cancellation))?.Value.ToWrapped();

    // A stranger learns the same of a key that is not there and of one that is not his.
    private static FaultException Stranger(Call call, KeyReference reference)
        => KmsFaults.AccessDenied($"User: {call.Caller.Arn} is not authorized to perform: kms:{call.Record.EventName} on resource: {reference.Arn}"
            + $" because no resource-based policy allows the kms:{call.Record.EventName} action");
}
