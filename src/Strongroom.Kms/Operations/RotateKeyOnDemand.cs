using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Renews a key's material now. The schedule, if there is one, stays as it is.</summary>
[Operation("TrentService.RotateKeyOnDemand")]
public sealed class RotateKeyOnDemand(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module)
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
        if (key.Origin == KeyOrigin.External) throw KmsFaults.InvalidState($"{key.Arn} has no key material pending rotation.");
        if (key.OnDemandRotations >= Limit) throw KmsFaults.OnDemandRotationLimit(key.Arn);
        if (key.Rotation is { } schedule && schedule.NextRotationDate - call.Time < TimeSpan.FromMinutes(20)) throw KmsFaults.RotationConflict(key.Arn);

        var wrapped = await BackingKey.GenerateAsync(module, key, call.Changes, cancellation);
        var rotated = key.Rotated(wrapped, call.Time, RotationType.OnDemand);
        call.Changes.Replace(KmsKey.Records, stored, rotated);
        call.FurtherRecords.Add(KmsEvents.RotateKey(call.Time, rotated));
        return new(key.Arn);
    }
}
