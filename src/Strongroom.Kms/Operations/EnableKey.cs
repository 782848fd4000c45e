using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Switches a KMS key on.</summary>
[Operation("TrentService.EnableKey")]
public sealed class EnableKey(KeyStore keys, KmsAuthorizer authorizer) : IOperation<EnableKey.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("EnableKey");

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
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        key.Demand(KeyAction.EnableOrDisable);
        if (key.State == KeyState.Enabled) return default;

        var enabled = key with { State = KeyState.Enabled };
        call.Changes.Replace(KmsKey.Records, stored, enabled);
        KeyDeadline.Stage(call.Changes, enabled);
        return default;
    }
}
