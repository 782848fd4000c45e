using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Changes what a KMS key says of itself.</summary>
[Operation("TrentService.UpdateKeyDescription")]
public sealed class UpdateKeyDescription(KeyStore keys, KmsAuthorizer authorizer) : IOperation<UpdateKeyDescription.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("UpdateKeyDescription");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>0 to 8,192 characters.</summary>
        [Required, Length(0, 8192)] public string? Description { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = stored.Value }, cancellation);
        stored.Value.Demand(KeyAction.ChangeMetadata);
        call.Changes.Replace(KmsKey.Records, stored, stored.Value with { Description = request.Description! });
        return default;
    }
}
