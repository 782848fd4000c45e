using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a replica the primary key, and the primary a replica.</summary>
[Operation("TrentService.UpdatePrimaryRegion")]
public sealed class UpdatePrimaryRegion(KeyStore keys, RelatedKeys related, KmsAuthorizer authorizer) : IOperation<UpdatePrimaryRegion.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("UpdatePrimaryRegion");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN of the present primary.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The region whose replica becomes primary.</summary>
        [Required, Length(1, 32), Pattern(@"^([a-z]+-){2,3}\d+$")] public string? PrimaryRegion { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var region = request.PrimaryRegion!;
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var primary = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = primary, ReplicaRegion = region }, cancellation);
        primary.DemandPrimary();
        primary.Demand(KeyAction.UpdatePrimaryRegion);
        if (region == primary.Region) throw KmsFaults.Validation($"{primary.Arn} is already the primary key in {region}.");
        if (!primary.RegionsOrOwn.Replicas.Contains(region)) throw KmsFaults.KeyNotFound(primary.ArnIn(region));

        var replica = (await related.GetAsync(primary, region, cancellation)).Value.AsOf(call.Time);
        await authorizer.DemandAsync(call, Action, new() { Key = replica, ReplicaRegion = region }, cancellation);
        replica.Demand(KeyAction.UpdatePrimaryRegion);
        var demoted = primary with { Regions = primary.RegionsOrOwn.WithPrimary(region) };
        await related.StageAsync(call.Changes, call.FurtherRecords, stored, demoted, call.Time, made: null, cancellation);
        return default;
    }
}
