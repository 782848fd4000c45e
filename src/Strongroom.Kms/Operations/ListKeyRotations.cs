using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Lists a key's completed rotations, the latest first; with all key material also the first, and what waits for its rotation.</summary>
[Operation("TrentService.ListKeyRotations", ReadOnly = true)]
public sealed class ListKeyRotations(KeyStore keys, RelatedKeys related, PageTokens tokens, KmsAuthorizer authorizer)
    : IOperation<ListKeyRotations.Request, ListKeyRotations.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListKeyRotations");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>ROTATIONS_ONLY where none is given.</summary>
        public Wire<IncludeKeyMaterial>? IncludeKeyMaterial { get; init; }
        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> Rotations, string? NextMarker, bool Truncated);

    /// <summary>One key material; what is imported says of itself whether it is here, and until when.</summary>
    public sealed record Entry(string KeyId, string KeyMaterialId, string? KeyMaterialDescription, string? ImportState, string KeyMaterialState,
        string? ExpirationModel, DateTimeOffset? ValidTo, DateTimeOffset? RotationDate, string? RotationType);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        if (key.KeySpec != KeySpec.SymmetricDefault) throw KmsFaults.Unsupported();

        var all = request.IncludeKeyMaterial?.Value == Kms.IncludeKeyMaterial.AllKeyMaterial;
        var materials = key.Materials.Where(material => all || material.RotationDate is not null).Reverse().ToList();
        var everywhere = key.Pending is null || (await related.OthersAsync(key, cancellation)).All(static other => other.Value.Pending?.Import is { IsPresent: true });
        var page = ListPage.Of(materials, tokens, call, $"ListKeyRotations {key.Arn} {all}", request.Marker, request.Limit ?? 100);
        return new([.. page.Items.Select(material => EntryOf(key, material, everywhere, call.Time))], page.NextMarker, page.NextMarker is not null);
    }

    private static Entry EntryOf(KmsKey key, KeyMaterialGeneration material, bool everywhere, DateTimeOffset now)
    {
        var usable = material.Import?.IsUsableAt(now);
        return new(
            key.KeyId,
            material.KeyMaterialId,
            material.Import?.Description,
            usable is null ? null : usable == true ? "IMPORTED" : "PENDING_IMPORT",
            StateOf(key, material, everywhere && usable != false),
            usable == true ? material.Import!.ExpirationModel : null,
            usable == true ? material.Import!.ValidTo : null,
            material.RotationDate,
            material.RotationType is { } type ? WireNames.NameOf(type) : null);
    }

    private static string StateOf(KmsKey key, KeyMaterialGeneration material, bool everywhere)
    {
        if (material.BackingKeyId == key.Pending?.BackingKeyId) return everywhere ? "PENDING_ROTATION" : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION";
        return material.BackingKeyId == key.Current.BackingKeyId ? "CURRENT" : "NON_CURRENT";
    }
}
