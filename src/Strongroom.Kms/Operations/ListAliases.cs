using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms.Operations;

/// <summary>Lists the aliases of the account and region, or of one key, by name.</summary>
[Operation("TrentService.ListAliases", ReadOnly = true)]
public sealed class ListAliases(Records records, PageTokens tokens, KeyStore keys, KmsAuthorizer authorizer)
    : IOperation<ListAliases.Request, ListAliases.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ListAliases");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN; all keys where none is given.</summary>
        [Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>1 to 100; 50 where none is given.</summary>
        [Range(1, 100)] public int? Limit { get; init; }
        /// <summary>The last answer's NextMarker.</summary>
        [Length(1, 1024), Pattern(@"[\u0020-\u00FF]*")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> Aliases, string? NextMarker, bool Truncated);

    /// <summary>One alias.</summary>
    public sealed record Entry(string AliasName, string AliasArn, string? TargetKeyId, DateTimeOffset CreationDate, DateTimeOffset LastUpdatedDate);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, cancellation);
        var limit = request.Limit ?? 50;
        var page = request.KeyId is { } keyId
            ? await OfKeyAsync(await keys.GetByIdAsync(call, keyId, cancellation), request.Marker, limit, call, cancellation)
            : await RecordPage.ReadAsync(records, tokens, call, Alias.Records, Alias.Records.Key(call.Account, call.Region), "ListAliases",
                request.Marker, limit, static (_, _) => true, cancellation);
        return new([.. page.Items.Select(alias => EntryOf(call, alias))], page.NextMarker, page.NextMarker is not null);
    }

    private async ValueTask<Page<Alias>> OfKeyAsync(Stored<KmsKey> key, string? marker, int limit, Call call, CancellationToken cancellation)
    {
        var names = ListPage.Of(key.Value.Aliases, tokens, call, "ListAliases " + key.Value.Arn, marker, limit);
        var aliases = new List<Alias>(names.Items.Count);
        foreach (var name in names.Items)
            if (await records.FindAsync(Alias.Records, Alias.RecordKeyOf(key.Value.Account, key.Value.Region, name), cancellation) is { } alias)
                aliases.Add(alias.Value);
        return new(aliases, names.NextMarker);
    }

    private static Entry EntryOf(Call call, Alias alias)
        => new(alias.AliasName, Alias.ArnOf(call.Account, call.Region, alias.AliasName), alias.TargetKeyId, alias.CreationDate, alias.LastUpdatedDate);
}
