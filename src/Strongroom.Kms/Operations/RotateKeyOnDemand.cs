using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Renews a key's material now, by one that is made or by the imported one that waits. The schedule, if there is one, stays as it is.</summary>
[Operation("TrentService.RotateKeyOnDemand")]
public sealed class RotateKeyOnDemand(KeyStore keys, RelatedKeys related, KmsAuthorizer authorizer, ISecurityModule module)
    : IOperation<RotateKeyOnDemand.Request, RotateKeyOnDemand.Response>
{
    private static readonly ActionName Action = KmsActions.Of("RotateKeyOnDemand");

    /// <summary>How many rotations on demand a key may have in its life.</summary>
    public const int Limit = 25;

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        key.Demand(KeyAction.RotateOnDemand);
        key.DemandNotReplica();
        if (key.OnDemandRotations >= Limit) throw KmsFaults.OnDemandRotationLimit(key.Arn);
        if (key.Rotation is { } schedule && schedule.NextRotationDate - call.Time < TimeSpan.FromMinutes(20)) throw KmsFaults.RotationConflict(key.Arn);

        var imported = key.Origin == KeyOrigin.External;
        if (imported) await DemandPendingEverywhereAsync(key, call, cancellation);
        var made = imported ? null : await BackingKey.GenerateAsync(module, key, call.Changes, cancellation);
        var rotated = made is null ? key.RotatedToPending(call.Time) : key.Rotated(made, call.Time, RotationType.OnDemand);
        await related.StageAsync(call.Changes, call.FurtherRecords, stored, rotated, call.Time, made, cancellation);
        call.FurtherRecords.Add(KmsEvents.RotateKey(call.Time, rotated));
        return new(key.Arn);
    }

    // Every region must be able to open what the new material encrypts in another.
    private async ValueTask DemandPendingEverywhereAsync(KmsKey key, Call call, CancellationToken cancellation)
    {
        foreach (var one in (await related.OthersAsync(key, cancellation)).Select(static other => other.Value).Prepend(key))
            if (one.Pending?.Import?.IsUsableAt(call.Time) != true) throw KmsFaults.NoMaterialPending(one.Arn);
    }
}
