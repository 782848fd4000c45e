using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Finds, makes and ends grants, keeping the three views of them together: by key, by grantee, by retiring principal.</summary>
public sealed class GrantStore(Records records)
{
    /// <summary>The grants on <paramref name="key"/> that could be meant for <paramref name="caller"/>; null where there are none.</summary>
    public async ValueTask<IReadOnlyList<Grant>?> FindForAsync(KmsKey key, Caller caller, CancellationToken cancellation)
    {
        if (!key.HasGrants) return null;
        var own = await OfGranteeAsync(key, caller.ServiceName ?? caller.Arn, cancellation);
        if ((caller.RoleArn ?? caller.FederatedBy) is not { } issuer) return own?.Value.ForDecisions;
        var issuers = await OfGranteeAsync(key, issuer, cancellation);
        if (own is null) return issuers?.Value.ForDecisions;
        return issuers is null ? own.Value.ForDecisions : [.. own.Value.ForDecisions, .. issuers.Value.ForDecisions];
    }

    /// <summary>The grants of one grantee on a key.</summary>
    public ValueTask<Stored<GranteeGrants>?> OfGranteeAsync(KmsKey key, string grantee, CancellationToken cancellation)
        => records.FindAsync(GranteeGrants.Records, GranteeGrants.RecordKeyOf(key, grantee), cancellation);

    /// <summary>One grant, or null.</summary>
    public ValueTask<Stored<KmsGrant>?> FindAsync(KmsKey key, string grantId, CancellationToken cancellation)
        => records.FindAsync(KmsGrant.Records, KmsGrant.RecordKeyOf(key, grantId), cancellation);

    /// <summary>Stages a new grant beside those that its grantee has.</summary>
    public static void StageCreate(StagedChanges changes, Stored<KmsKey> key, KmsGrant grant, Stored<GranteeGrants>? existing)
    {
        changes.Create(KmsGrant.Records, KmsGrant.RecordKeyOf(key.Value, grant.GrantId), grant);
        KmsQuotas.CountGrant(changes, grant, 1);
        if (existing is null) changes.Create(GranteeGrants.Records, GranteeGrants.RecordKeyOf(key.Value, grant.GranteePrincipal), new([grant]));
        else changes.Replace(GranteeGrants.Records, existing, new([.. existing.Value.Grants, grant]));
        if (grant.RetiringPrincipal is { } retiring)
            changes.Create(RetirableGrant.Records, RetirableGrant.RecordKeyOf(grant, retiring), new(grant.Account, grant.KeyId, grant.GrantId));
        if (!key.Value.HasGrants) changes.Replace(KmsKey.Records, key, key.Value with { HasGrants = true });
    }

    /// <summary>Stages the end of a grant.</summary>
    public async ValueTask StageDeleteAsync(StagedChanges changes, KmsKey key, Stored<KmsGrant> grant, CancellationToken cancellation)
    {
        changes.Delete(KmsGrant.Records, grant);
        KmsQuotas.CountGrant(changes, grant.Value, -1);
        if (await OfGranteeAsync(key, grant.Value.GranteePrincipal, cancellation) is { } grantee)
        {
            IReadOnlyList<KmsGrant> left = [.. grantee.Value.Grants.Where(other => other.GrantId != grant.Value.GrantId)];
            if (left.Count == 0) changes.Delete(GranteeGrants.Records, grantee);
            else changes.Replace(GranteeGrants.Records, grantee, new(left));
        }
        if (grant.Value.RetiringPrincipal is { } retiring
            && await records.ReadAsync(RetirableGrant.Records, RetirableGrant.RecordKeyOf(grant.Value, retiring), cancellation) is { } retirable)
            changes.Delete(RetirableGrant.Records, retirable);
    }
}
