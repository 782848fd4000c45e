using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the grants of a KMS key.</summary>
[Operation("TrentService.ListGrants", ReadOnly = true)]
public sealed class ListGrants(Records records, PageTokens tokens, KeyStore keys, GrantStore grants, KmsAuthorizer authorizer) : IOperation<ListGrants.Request, ListGrants.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListGrants");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 100; 50 where none is given.</summary>
        [Range(1, 100)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Only this grant.</summary>
        [Length(1, 128)] public string? GrantId { get; init; }
        /// <summary>Only the grants of this grantee.</summary>
        [Length(1, 256), Pattern(@"^[\w+=,.@:/-]+$")] public string? GranteePrincipal { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<GrantEntry> Grants, string? NextMarker, bool Truncated);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.GrantId is { } asked) KmsGrant.DemandId(asked);
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var page = await PageAsync(request, call, key, cancellation);
        return new([.. page.Items.Select(GrantEntry.Of)], page.NextMarker, page.NextMarker is not null);
    }

    // A grant lies under its id, and the grants of a grantee lie together: no list reads more than it shows.
    private async ValueTask<Page<KmsGrant>> PageAsync(Request request, Call call, KmsKey key, CancellationToken cancellation)
    {
        var limit = request.Limit ?? 50;
        var list = $"ListGrants {key.Arn} {request.GrantId} {request.GranteePrincipal}";
        if (request is { GrantId: null, GranteePrincipal: null })
            return await RecordPage.ReadAsync(records, tokens, call, KmsGrant.Records, KmsGrant.Records.Key(key.Account, key.Region, key.KeyId),
                list, request.Marker, limit, static (_, _) => true, cancellation);

        IReadOnlyList<KmsGrant> found = request.GrantId is { } id
            ? await grants.FindAsync(key, id, cancellation) is { } grant ? [grant.Value] : []
            : (await grants.OfGranteeAsync(key, request.GranteePrincipal!, cancellation))?.Value.Grants ?? [];
        var shown = request.GranteePrincipal is { } grantee ? found.Where(each => each.GranteePrincipal == grantee).ToList() : found;
        return ListPage.Of(shown, tokens, call, list, request.Marker, limit);
    }
}
