using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Lists a key's completed rotations, the latest first; with all key material also the first generation.</summary>
[Operation("TrentService.ListKeyRotations", ReadOnly = true)]
public sealed class ListKeyRotations(KeyStore keys, PageTokens tokens, KmsAuthorizer authorizer)
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

    /// <summary>One generation of key material.</summary>
    public sealed record Entry(string KeyId, string KeyMaterialId, string KeyMaterialState, DateTimeOffset? RotationDate, string? RotationType);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        if (key.KeySpec != KeySpec.SymmetricDefault) throw KmsFaults.Unsupported();

        var all = request.IncludeKeyMaterial?.Value == Kms.IncludeKeyMaterial.AllKeyMaterial;
        var generations = key.Generations.Where(generation => all || generation.RotationDate is not null).Reverse().ToList();
        var page = ListPage.Of(generations, tokens, call, $"ListKeyRotations {key.Arn} {all}", request.Marker, request.Limit ?? 100);
        return new([.. page.Items.Select(generation => EntryOf(key, generation))], page.NextMarker, page.NextMarker is not null);
    }

    private static Entry EntryOf(KmsKey key, KeyMaterialGeneration generation) => new(
        key.KeyId,
        generation.KeyMaterialId,
        generation.BackingKeyId == key.Current.BackingKeyId ? "CURRENT" : "NON_CURRENT",
        generation.RotationDate,
        generation.RotationType is { } type ? WireNames.NameOf(type) : null);
}
