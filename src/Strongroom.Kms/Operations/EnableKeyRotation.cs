using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Has a key's material renewed by schedule; what was encrypted before still opens.</summary>
[Operation("TrentService.EnableKeyRotation")]
public sealed class EnableKeyRotation(KeyStore keys, RelatedKeys related, KmsAuthorizer authorizer) : IOperation<EnableKeyRotation.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("EnableKeyRotation");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>90 to 2,560 days; 365, or what was set before, where none is given.</summary>
        [Range(90, 2560)] public int? RotationPeriodInDays { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, RotationPeriodInDays = request.RotationPeriodInDays }, cancellation);
        key.Demand(KeyAction.ChangeRotation);
        key.DemandNotReplica();

        var period = request.RotationPeriodInDays ?? key.Rotation?.PeriodInDays ?? RotationSchedule.DefaultPeriodInDays;
        if (key.Rotation?.PeriodInDays == period) return default;
        var scheduled = key with { Rotation = new(period, call.Time.AddDays(period)) };
        await related.StageAsync(call.Changes, call.FurtherRecords, stored, scheduled, call.Time, made: null, cancellation);
        KeyDeadline.Stage(call.Changes, scheduled);
        return default;
    }
}
