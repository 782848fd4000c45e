using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>Finds trails, for whoever may do what it asks with them.</summary>
public sealed class TrailStore(Records records, CloudTrailAuthorizer authorizer)
{
    private const int MostListed = 1000;

    /// <summary>The trail, if the caller may do <paramref name="action"/> with it.</summary>
    /// <exception cref="FaultException">TrailNotFoundException, InvalidTrailNameException, CloudTrailARNInvalidException, AccessDeniedException.</exception>
    public async ValueTask<Stored<Trail>> GetAsync(Call call, ActionName action, string nameOrArn, CancellationToken cancellation)
    {
        var reference = TrailReference.Parse(call, nameOrArn);
        await authorizer.DemandAsync(call, action, reference.Arn, cancellation);
        var found = reference.Account != call.Account
            ? null : await records.FindAsync(Trail.Records, Trail.RecordKeyOf(reference.Account, reference.Region, reference.Name), cancellation);

        // By its name alone a trail of all regions is found in each of them.
        if (found is null && !nameOrArn.StartsWith("arn:", StringComparison.Ordinal))
            found = (await AllAsync(call.Account, cancellation)).FirstOrDefault(trail => trail.Value.Name == reference.Name && trail.Value.IsMultiRegion);
        return found ?? throw CloudTrailFaults.TrailNotFound(reference.Arn, call.Account);
    }

    /// <summary>As <see cref="GetAsync"/>, to change the trail, which is possible in its home region only.</summary>
    /// <exception cref="FaultException">Also InvalidHomeRegionException.</exception>
    public async ValueTask<Stored<Trail>> GetToChangeAsync(Call call, ActionName action, string nameOrArn, CancellationToken cancellation)
    {
        var trail = await GetAsync(call, action, nameOrArn, cancellation);
        return trail.Value.HomeRegion == call.Region ? trail : throw CloudTrailFaults.InvalidHomeRegion(trail.Value, call.Region);
    }

    /// <summary>Every trail of an account.</summary>
    public ValueTask<IReadOnlyList<Stored<Trail>>> AllAsync(string account, CancellationToken cancellation)
    {
        var all = Trail.Records.Key(account);
        return records.RangeAsync(Trail.Records, all, all.EndOfChildren, MostListed, cancellation: cancellation);
    }

    /// <summary>The trails that an account sees in a region: its own, and those of all regions.</summary>
    public async ValueTask<IReadOnlyList<Trail>> VisibleAsync(Call call, bool withShadows, CancellationToken cancellation) =>
        [.. (await AllAsync(call.Account, cancellation)).Select(static trail => trail.Value)
            .Where(trail => trail.HomeRegion == call.Region || (withShadows && trail.IsMultiRegion))];
}
