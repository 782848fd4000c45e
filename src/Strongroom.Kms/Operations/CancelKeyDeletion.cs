using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Rescues a key that waits for its deletion. It comes back disabled.</summary>
[Operation("TrentService.CancelKeyDeletion")]
public sealed class CancelKeyDeletion(KeyStore keys, KmsAuthorizer authorizer) : IOperation<CancelKeyDeletion.Request, CancelKeyDeletion.Response>
{
    private static readonly ActionName Action = KmsActions.Of("CancelKeyDeletion");

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
        key.Demand(KeyAction.CancelDeletion);

        var rescued = (key with { State = KeyState.Disabled, DeletionDate = null, PendingDeletionWindowInDays = null }).InStateOfMaterial();
        call.Changes.Replace(KmsKey.Records, stored, rescued);
        return new(key.Arn);
    }
}
