using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the grants of the account's keys that a principal may retire.</summary>
[Operation("TrentService.ListRetirableGrants", ReadOnly = true)]
public sealed class ListRetirableGrants(Records records, PageTokens tokens, KmsAuthorizer authorizer)
    : IOperation<ListRetirableGrants.Request, ListRetirableGrants.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListRetirableGrants");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>1 to 100; 50 where none is given.</summary>
        [Range(1, 100)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
        /// <summary>Who may retire them.</summary>
        [Required, Length(1, 256), Pattern(@"^[\w+=,.@:/-]+$")] public string? RetiringPrincipal { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<GrantEntry> Grants, string? NextMarker, bool Truncated);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, cancellation);
        var parent = RetirableGrant.Records.Key(call.Region, request.RetiringPrincipal!, call.Account);
        var page = await RecordPage.ReadAsync(records, tokens, call, RetirableGrant.Records, parent, "ListRetirableGrants " + request.RetiringPrincipal,
            request.Marker, request.Limit ?? 50, static (_, _) => true, cancellation);
        var grants = new List<GrantEntry>(page.Items.Count);
        foreach (var entry in page.Items)
            if (await records.FindAsync(KmsGrant.Records, KmsGrant.Records.Key(entry.Account, call.Region, entry.KeyId, entry.GrantId), cancellation) is { } grant)
                grants.Add(GrantEntry.Of(grant.Value));
        return new(grants, page.NextMarker, page.NextMarker is not null);
    }
}
