using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Takes key material into a KMS key of origin EXTERNAL: its first, the same again, or one to rotate to.</summary>
[Operation("TrentService.ImportKeyMaterial")]
public sealed class ImportKeyMaterial(KeyStore keys, RelatedKeys related, Records records, KmsAuthorizer authorizer, ImportTokens tokens, MaterialImport import)
    : IOperation<ImportKeyMaterial.Request, ImportKeyMaterial.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ImportKeyMaterial");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>From GetParametersForImport.</summary>
        [Required, Length(1, 6144), NotAudited] public byte[]? ImportToken { get; init; }
        /// <summary>The material, wrapped.</summary>
        [Required, Length(1, 6144), NotAudited] public byte[]? EncryptedKeyMaterial { get; init; }
        /// <summary>When it expires: in the future, at most 365 days away.</summary>
        public DateTimeOffset? ValidTo { get; init; }
        /// <summary>Whether it expires; it does where nothing is said.</summary>
        public Wire<ExpirationModel>? ExpirationModel { get; init; }
        /// <summary>Whether the key has seen it before; new for the first, existing for any later one where nothing is said.</summary>
        public Wire<ImportType>? ImportType { get; init; }
        /// <summary>For symmetric keys; what was said at the last import of the same material where nothing is said.</summary>
        [Length(0, 256), Pattern(@"^[a-zA-Z0-9:/_\s.-]+$")] public string? KeyMaterialDescription { get; init; }
        /// <summary>For symmetric keys: which material this is, to be sure.</summary>
        [Length(64, 64), Pattern("^[a-f0-9]+$")] public string? KeyMaterialId { get; init; }
    }

    /// <summary>The answer; the material's id only for symmetric keys.</summary>
    public sealed record Response(string KeyId, string? KeyMaterialId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var model = request.ExpirationModel?.Value ?? Kms.ExpirationModel.Expires;
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, Import = new(null, null, WireNames.NameOf(model), request.ValidTo) }, cancellation);
        key.Demand(KeyAction.ImportMaterial);
        ImportRules.DemandExpiry(model, request.ValidTo, call.Time);
        ImportRules.DemandMembers(key, request.ImportType?.Value, request.KeyMaterialDescription, request.KeyMaterialId);
        var parameters = tokens.Demand(key, request.ImportToken, call.Time);
        WrappingRules.DemandLength(parameters.WrappingAlgorithm, parameters.WrappingKeySpec, request.EncryptedKeyMaterial!.Length);

        var material = await import.UnwrapAsync(key, parameters, request.EncryptedKeyMaterial, cancellation);
        var known = ImportRules.Decide(key, material.KeyMaterialId, request.ImportType?.Value, request.KeyMaterialId);
        var facts = new ImportedMaterial(IsPresent: true, request.ValidTo, request.KeyMaterialDescription ?? known?.Import?.Description);
        var changed = known is null
            ? key.WithNewMaterial(new(material.Identity.Id, material.KeyMaterialId, Import: facts))
            : key.WithImport(known.KeyMaterialId, facts);

        var recordKey = BackingKey.RecordKeyOf(key, material.Identity.Id);
        if (await records.FindAsync(BackingKey.Records, recordKey, cancellation) is null)
            call.Changes.Create(BackingKey.Records, recordKey, BackingKey.From(material));
        await related.StageAsync(call.Changes, call.FurtherRecords, stored, changed, call.Time, made: null, cancellation);
        KeyDeadline.Stage(call.Changes, changed);
        return new(key.Arn, key.KeySpec == KeySpec.SymmetricDefault ? material.KeyMaterialId : null);
    }
}
