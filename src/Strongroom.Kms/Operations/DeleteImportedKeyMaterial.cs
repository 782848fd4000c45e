using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Destroys imported key material. The key is pending import until the same material is imported again.</summary>
[Operation("TrentService.DeleteImportedKeyMaterial")]
public sealed class DeleteImportedKeyMaterial(KeyStore keys, RelatedKeys related, KmsAuthorizer authorizer, MaterialRemoval removal)
    : IOperation<DeleteImportedKeyMaterial.Request, DeleteImportedKeyMaterial.Response>
{
    private static readonly ActionName Action = KmsActions.Of("DeleteImportedKeyMaterial");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Which material; the current one where none is given.</summary>
        [Length(64, 64), Pattern("^[a-f0-9]+$")] public string? KeyMaterialId { get; init; }
    }

    /// <summary>The answer; the material's id only for symmetric keys.</summary>
    public sealed record Response(string KeyId, string? KeyMaterialId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        key.Demand(KeyAction.DeleteImportedMaterial);

        var material = request.KeyMaterialId is { } id
            ? key.FindMaterial(id) ?? throw KmsFaults.MaterialNotFound(id, key.Arn)
            : key.Generations.Count > 0 ? key.Current : null;
        if (material?.Import is { IsPresent: true } || material == key.Pending && material is not null)
        {
            var changed = await removal.StageAsync(call.Changes, key, material, cancellation);
            await related.StageAsync(call.Changes, call.FurtherRecords, stored, changed, call.Time, made: null, cancellation);
        }
        return new(key.Arn, key.KeySpec == KeySpec.SymmetricDefault ? material?.KeyMaterialId : null);
    }
}
