using System.Collections.Frozen;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>
/// The keys that AWS calls "AWS managed": one for each account, region and service, named <c>alias/aws/SERVICE</c>, made when the service
/// first needs it and used through that service only. Their policy gives nobody a way to change, disable or delete them.
/// </summary>
/// <remarks>Developer Guide, "AWS managed keys". They rotate every year and count towards no quota.</remarks>
public sealed class ServiceManagedKeys(Records records, AuditTrail trail, ISecurityModule module)
{
    /// <summary>What every alias of such a key begins with.</summary>
    public const string Prefix = "alias/aws/";

    private static readonly FrozenDictionary<string, string> Protected = new Dictionary<string, string>
    {
        ["ebs"] = "EBS volumes",
        ["redshift"] = "Redshift clusters",
        ["s3"] = "S3 objects",
        ["secretsmanager"] = "Secrets Manager data",
    }.ToFrozenDictionary();

    /// <summary>Makes the key that <paramref name="keyId"/> names, if it is the alias of a service here and has no key yet.</summary>
    /// <remarks>
    /// A commit of its own, before the call that needs the key goes on: the key belongs to the account and stays, whatever becomes of the
    /// call. Two calls that make it at once leave one key.
    /// </remarks>
    public async ValueTask EnsureAsync(Call call, string keyId, CancellationToken cancellation)
    {
        if (!keyId.Contains(Prefix, StringComparison.Ordinal)) return;
        var reference = KeyReference.Parse(keyId, call.Account, call.Region);
        if (!reference.IsAlias || reference.Account != call.Account || !Protected.TryGetValue(reference.Name[Prefix.Length..], out var what)) return;
        var aliasKey = Alias.RecordKeyOf(call.Account, call.Region, reference.Name);
        if (await records.FindAsync(Alias.Records, aliasKey, cancellation) is not null) return;

        var key = new KmsKey
        {
            Account = call.Account,
            Region = call.Region,
            KeyId = Guid.NewGuid().ToString("d"),
            KeySpec = KeySpec.SymmetricDefault,
            KeyUsage = KeyUsage.EncryptDecrypt,
            Origin = KeyOrigin.AwsKms,
            KeyManager = KeyManager.Aws,
            Description = $"Default key that protects my {what} when no other key is defined",
            CreationDate = call.Time,
            State = KeyState.Enabled,
            Aliases = [reference.Name],
            Rotation = new(RotationSchedule.DefaultPeriodInDays, call.Time.AddDays(RotationSchedule.DefaultPeriodInDays)),
        };
        var changes = new StagedChanges();
        var wrapped = await BackingKey.GenerateAsync(module, key, changes, cancellation);
        key = key with { Generations = [new(wrapped.Identity.Id, wrapped.KeyMaterialId)] };
        changes.Create(KmsKey.Records, KmsKey.RecordKeyOf(key.Account, key.Region, key.KeyId), key);
        changes.Create(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key), KeyPolicy.ForService(reference.Name[Prefix.Length..], key.Account, key.Region));
        changes.Create(Alias.Records, aliasKey,
            new Alias { AliasName = reference.Name, TargetKeyId = key.KeyId, CreationDate = call.Time, LastUpdatedDate = call.Time });
        KeyDeadline.Stage(changes, key);
        await trail.CommitAsync(changes, [KmsEvents.CreateKey(call.Time, key)], cancellation);
    }
}
