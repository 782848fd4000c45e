using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms.Operations;

/// <summary>Switches a KMS key off: from the answer on, nothing opens or is made with it.</summary>
[Operation("TrentService.DisableKey")]
public sealed class DisableKey(KeyStore keys, KmsAuthorizer authorizer, ISecurityModule module) : IOperation<DisableKey.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("DisableKey");

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
        if (key.State == KeyState.Disabled) return default;

        call.Changes.Replace(KmsKey.Records, stored, key with { State = KeyState.Disabled });
        foreach (var generation in key.Generations) module.Forget(generation.BackingKeyId);
        return default;
    }
}
