using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Begins the waiting period of 7 to 30 days at whose end the key is destroyed. Until then it can only be described, or rescued.</summary>
[Operation("TrentService.ScheduleKeyDeletion")]
public sealed class ScheduleKeyDeletion(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module)
    : IOperation<ScheduleKeyDeletion.Request, ScheduleKeyDeletion.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ScheduleKeyDeletion");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>7 to 30 days; 30 where none is given. AWS's model says 1 to 365, its service 7 to 30.</summary>
        [Range(1, 365)] public int? PendingWindowInDays { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string KeyId, DateTimeOffset? DeletionDate, string KeyState, int PendingWindowInDays);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var days = request.PendingWindowInDays ?? 30;
        if (days is < 7 or > 30) throw KmsFaults.Validation("PendingWindowInDays must be between 7 and 30, inclusive.");
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, PendingWindowInDays = days }, cancellation);
        key.Demand(KeyAction.ScheduleDeletion);

        // A primary goes last: its waiting period begins when the last replica is gone.
        var doomed = key.HasReplicas
            ? key with { State = KeyState.PendingReplicaDeletion, PendingDeletionWindowInDays = days }
            : key with { State = KeyState.PendingDeletion, DeletionDate = call.Time.AddDays(days) };
        call.Changes.Replace(KmsKey.Records, stored, doomed);
        KeyDeadline.Stage(call.Changes, doomed);
        foreach (var generation in key.Generations) module.Forget(generation.BackingKeyId);
        return new(key.Arn, doomed.DeletionDate, WireNames.NameOf(doomed.State), days);
    }
}
