using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>The resource quotas of KMS that AWS raises on request (Developer Guide, "Resource quotas"): settings here.</summary>
public sealed record KmsLimits
{
    /// <summary>Customer managed keys in one account and region, in whatever state.</summary>
    public int Keys { get; init; } = 100_000;

    /// <summary>Aliases of one key.</summary>
    public int AliasesPerKey { get; init; } = 50;

    /// <summary>Grants on one key.</summary>
    public int GrantsPerKey { get; init; } = 50_000;
}

/// <summary>Counts what quotas are on, in the commit that makes it or ends it, and refuses what goes beyond.</summary>
/// <remarks>Calls that are under way together are not counted among each other, so a few may still get in at the limit, as at AWS.</remarks>
public sealed class KmsQuotas(Records records, KmsLimits limits)
{
    private static readonly RecordType<Tally> Keys = Tally.Type("kms-key-count");
    private static readonly RecordType<Tally> Grants = Tally.Type("kms-grant-count");

    /// <summary>Refuses one more key in an account and region.</summary>
    /// <exception cref="FaultException">LimitExceededException.</exception>
    public async ValueTask DemandRoomForKeyAsync(string account, string region, CancellationToken cancellation)
    {
        var count = await records.FindAsync(Keys, Keys.Key(account, region), cancellation);
        if (count?.Value.Count >= limits.Keys) throw KmsFaults.TooManyKeys(account, region);
    }

    /// <summary>Refuses one more alias of a key.</summary>
    /// <exception cref="FaultException">LimitExceededException.</exception>
    public void DemandRoomForAlias(KmsKey key)
    {
        if (key.Aliases.Count >= limits.AliasesPerKey) throw KmsFaults.TooManyAliases(key.Arn);
    }

    /// <summary>Refuses one more grant on a key.</summary>
    /// <exception cref="FaultException">LimitExceededException.</exception>
    public async ValueTask DemandRoomForGrantAsync(KmsKey key, CancellationToken cancellation)
    {
        var count = await records.FindAsync(Grants, Grants.Key(key.Account, key.Region, key.KeyId), cancellation);
        if (count?.Value.Count >= limits.GrantsPerKey) throw KmsFaults.TooManyGrants(key.Arn);
    }

    /// <summary>Counts a key that is made (1) or gone (-1). Those that services manage count towards no quota.</summary>
    public static void CountKey(StagedChanges changes, KmsKey key, int by)
    {
        if (key.KeyManager == KeyManager.Customer) changes.Add(Keys, Keys.Key(key.Account, key.Region), by);
    }

    /// <summary>Counts a grant that is made (1) or ended (-1).</summary>
    public static void CountGrant(StagedChanges changes, KmsGrant grant, int by)
        => changes.Add(Grants, Grants.Key(grant.Account, grant.Region, grant.KeyId), by);
}
