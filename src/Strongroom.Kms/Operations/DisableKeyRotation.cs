using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Ends the scheduled renewal of a key's material.</summary>
[Operation("TrentService.DisableKeyRotation")]
public sealed class DisableKeyRotation(KeyStore keys, RelatedKeys related, KmsAuthorizer authorizer) : IOperation<DisableKeyRotation.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("DisableKeyRotation");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = stored.Value }, cancellation);
        stored.Value.Demand(KeyAction.ChangeRotation);
        stored.Value.DemandNotReplica();
        if (stored.Value.Rotation is null) return default;

        var unscheduled = stored.Value with { Rotation = null };
        await related.StageAsync(call.Changes, call.FurtherRecords, stored, unscheduled, call.Time, made: null, cancellation);
        return default;
    }
}
