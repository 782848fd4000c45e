using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Tells whether and when a key's material is renewed.</summary>
[Operation("TrentService.GetKeyRotationStatus", ReadOnly = true)]
public sealed class GetKeyRotationStatus(KeyStore keys, KmsAuthorizer authorizer)
    : IOperation<GetKeyRotationStatus.Request, GetKeyRotationStatus.Response>
{
    private static readonly ActionName Action = KmsActions.Of("GetKeyRotationStatus");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, bool KeyRotationEnabled, int? RotationPeriodInDays, DateTimeOffset? NextRotationDate);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        key.Demand(KeyAction.GetRotationStatus);

        // A key that waits for its deletion is not rotated; cancelling brings its schedule back.
        var rotation = key.State is KeyState.PendingDeletion or KeyState.PendingReplicaDeletion ? null : key.Rotation;
        return new(key.Arn, rotation is not null, rotation?.PeriodInDays, rotation?.NextRotationDate);
    }
}
