using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Finds users, groups, roles and policies for a call, asking first whether the caller may do what it came for.</summary>
public sealed class IamStore(Records records, IamAuthorizer authorizer)
{
    /// <summary>The records.</summary>
    public Records Records => records;

    /// <summary>Refuses unless the caller may do this.</summary>
    public ValueTask DemandAsync(Call call, ActionName action, string resource, CancellationToken cancellation, IamKeys? keys = null) =>
        authorizer.DemandAsync(call, action, resource, keys, cancellation);

    /// <summary>The entity of that name, once the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">AccessDenied, also where there is none; NoSuchEntity.</exception>
    public async ValueTask<Stored<T>> GetAsync<T>(
        Call call, EntityKind<T> kind, string name, ActionName action, CancellationToken cancellation, Func<T?, IamKeys>? keys = null)
            where T : Entity
    {
        var found = await records.FindAsync(kind.Records, kind.RecordKeyOf(call.Account, name), cancellation);
        var asked = keys?.Invoke(found?.Value) ?? new IamKeys
        {
            ResourceTags = found?.Value.Tags,
            PermissionsBoundary = found?.Value.Boundary
        };
        await authorizer.DemandAsync(call, action, found?.Value.Arn ?? kind.ArnOf(call.Account, name), asked, cancellation);
        return found ?? throw IamFaults.NoSuchEntity(kind.Noun, name);
    }

    /// <summary>The managed policy of an ARN, of the caller's account or one that comes with the product; null if there is none.</summary>
    public async ValueTask<ManagedPolicy?> FindPolicyAsync(string account, string arn, CancellationToken cancellation)
    {
        if (AwsManagedPolicies.ByArn.TryGetValue(arn, out var known)) return known;
        return (await FindOwnPolicyAsync(account, arn, cancellation))?.Value;
    }

    /// <summary>The managed policy of an ARN with its revision, once the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">AccessDenied, NoSuchEntity.</exception>
    public async ValueTask<Stored<ManagedPolicy>> GetOwnPolicyAsync(
        Call call, string arn, ActionName action, CancellationToken cancellation, IamKeys? keys = null)
    {
        CheckPolicyArn(arn);
        var found = await FindOwnPolicyAsync(call.Account, arn, cancellation);
        await authorizer.DemandAsync(call, action, arn, keys ?? new() { ResourceTags = found?.Value.Tags }, cancellation);
        if (AwsManagedPolicies.ByArn.ContainsKey(arn)) throw IamFaults.NotYours(arn);
        return found ?? throw IamFaults.NoSuchPolicy(arn);
    }

    /// <summary>The managed policy of an ARN to look at, once the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">AccessDenied, NoSuchEntity.</exception>
    public async ValueTask<ManagedPolicy> GetPolicyAsync(Call call, string arn, ActionName action, CancellationToken cancellation)
    {
        CheckPolicyArn(arn);
        var found = await FindPolicyAsync(call.Account, arn, cancellation);
        await authorizer.DemandAsync(call, action, arn, new() { ResourceTags = found?.Tags }, cancellation);
        return found ?? throw IamFaults.NoSuchPolicy(arn);
    }

    /// <summary>Makes the commit fail if the policy is deleted meanwhile, so that nothing is attached to a policy that is gone.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask HoldPolicyAsync(Call call, string arn, CancellationToken cancellation)
    {
        CheckPolicyArn(arn);
        if (AwsManagedPolicies.ByArn.ContainsKey(arn)) return;
        call.Changes.Check(await FindOwnPolicyAsync(call.Account, arn, cancellation) ?? throw IamFaults.NotAttachable(arn));
    }

    /// <summary>At most <paramref name="limit"/> uses of a policy, as the store has them.</summary>
    public ValueTask<IReadOnlyList<Stored<PolicyUse>>> UsesAsync(string account, string arn, bool asBoundary, int limit,
        CancellationToken cancellation)
    {
        var all = PolicyUse.AllOf(account, arn, asBoundary);
        return records.RangeAsync(PolicyUse.Records, all, all.EndOfChildren, limit, cancellation: cancellation);
    }

    private ValueTask<Stored<ManagedPolicy>?> FindOwnPolicyAsync(string account, string arn, CancellationToken cancellation) =>
        PolicyArn.NameIn(account, arn) is { } name ? FindAsync(account, name, arn, cancellation) : new((Stored<ManagedPolicy>?)null);

    // Names are unique whatever the path, but an ARN with another path names nothing.
    private async ValueTask<Stored<ManagedPolicy>?> FindAsync(string account, string name, string arn, CancellationToken cancellation) =>
        await records.FindAsync(ManagedPolicy.Records, ManagedPolicy.RecordKeyOf(account, name), cancellation) is { } found
            && found.Value.Arn == arn
            ? found : null;

    private static void CheckPolicyArn(string arn)
    {
        if (!arn.StartsWith("arn:aws:iam::", StringComparison.Ordinal) || !arn.Contains(":policy/", StringComparison.Ordinal))
            throw IamFaults.InvalidArn(arn);
    }
}

/// <summary>Reads ARNs of managed policies.</summary>
internal static class PolicyArn
{
    /// <summary>The policy's name, if the ARN is one of the account's policies.</summary>
    public static string? NameIn(string account, string arn)
    {
        const string Head = "arn:aws:iam::";
        var rest = $"{account}:policy/";
        return arn.StartsWith(Head, StringComparison.Ordinal) && arn.AsSpan(Head.Length).StartsWith(rest, StringComparison.Ordinal)
            ? arn[(arn.LastIndexOf('/') + 1)..] : null;
    }
}
