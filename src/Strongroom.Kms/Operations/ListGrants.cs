using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the grants of a KMS key.</summary>
[Operation("TrentService.ListGrants", ReadOnly = true)]
public sealed class ListGrants(Records records, PageTokens tokens, KeyStore keys, KmsAuthorizer authorizer) : IOperation<ListGrants.Request, ListGrants.Response>
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
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var page = await RecordPage.ReadAsync(records, tokens, call, KmsGrant.Records, KmsGrant.Records.Key(key.Account, key.Region, key.KeyId),
            $"ListGrants {key.Arn} {request.GrantId} {request.GranteePrincipal}", request.Marker, request.Limit ?? 50,
            (grant, _) => (request.GrantId is null || grant.GrantId == request.GrantId)
                && (request.GranteePrincipal is null || grant.GranteePrincipal == request.GranteePrincipal), cancellation);
        return new([.. page.Items.Select(GrantEntry.Of)], page.NextMarker, page.NextMarker is not null);
    }
}
