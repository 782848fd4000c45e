namespace Strongroom.Iam;

/// <summary>Managed policies with how often they are used, as lists show them.</summary>
public sealed class PolicyCounts(IamStore store)
{
    private const int Most = 100_000;

    /// <summary>A policy with its counts.</summary>
    public async ValueTask<PolicyDetails> DetailsAsync(string account, ManagedPolicy policy, CancellationToken cancellation)
    {
        var attached = await store.UsesAsync(account, policy.Arn, asBoundary: false, Most, cancellation);
        var boundaries = await store.UsesAsync(account, policy.Arn, asBoundary: true, Most, cancellation);
        return PolicyDetails.Of(policy, attached.Count, boundaries.Count);
    }

    /// <summary>The policies of a scope: those that come with the product, then the account's own, each by name.</summary>
    public async ValueTask<IReadOnlyList<ManagedPolicy>> AllAsync(string account, PolicyScope scope, CancellationToken cancellation)
    {
        var all = new List<ManagedPolicy>();
        if (scope != PolicyScope.Local) all.AddRange(AwsManagedPolicies.ByArn.Values.OrderBy(p => p.Name, StringComparer.Ordinal));
        if (scope == PolicyScope.Aws) return all;
        var parent = ManagedPolicy.Records.Key(account);
        var own = await store.Records.RangeAsync(ManagedPolicy.Records, parent, parent.EndOfChildren, Most, cancellation: cancellation);
        all.AddRange(own.Select(p => p.Value));
        return all;
    }
}
