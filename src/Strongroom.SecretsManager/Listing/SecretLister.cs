using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Listing;

/// <summary>Lists secrets, a page at a time, at a cost that does not grow with their number.</summary>
/// <remarks>
/// Three ways, all in the same order and with the same positions, so that pages may change between them. A filter by the beginning of the
/// name in the order of names reads just those. A filter by tags, or by name in another order, gathers what its index has, if that is not too
/// much, and sorts it. Else the order asked for is read and filtered, some thousand secrets for a page: such a page may come back with few
/// secrets, or none, and a token that goes on, as AWS's API allows.
/// </remarks>
public sealed class SecretLister(Records records, PageTokens tokens, AccessDates accesses)
{
    private const int MostGathered = 1000, MostScanned = 2000, ReadAtOnce = 200;

    /// <summary>One page.</summary>
    /// <param name="call">Who asks; the page's token is bound to account and region.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="limit">The most secrets.</param>
    /// <param name="nextToken">The last page's token, or null.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="FaultException">InvalidNextTokenException.</exception>
    public async ValueTask<SecretPage> ListAsync(Call call, SecretQuery query, int limit, string? nextToken, CancellationToken cancellation)
    {
        if (query.SortBy == SecretOrder.LastAccessed) await accesses.FlushAsync(cancellation);
        var list = query.ToString();
        var position = nextToken is null ? (RecordKey?)null : KeyIn(tokens.Open(call, list, nextToken));
        if (query.Filters.Any(static filter => filter is { Key: FilterKey.OwningService, Wanted.Count: > 0 })) return new([], null);

        var gathered = await GatherAsync(call, query, cancellation);
        var page = gathered is not null ? FromGathered(gathered, query, position, limit) : await ScanAsync(call, query, position, limit, cancellation);
        return new(page.Secrets, page.Next is { } next ? tokens.Seal(call, list, next.Bytes.Span) : null);
    }

    private static RecordKey KeyIn(byte[]? position)
    {
        try
        {
            return position is null ? throw SecretsManagerFaults.InvalidNextToken() : RecordKey.FromBytes(position);
        }
        catch (FormatException)
        {
            throw SecretsManagerFaults.InvalidNextToken();
        }
    }

    /// <summary>Everything that passes, with its place in the order; null where no index has few enough.</summary>
    private async ValueTask<List<(RecordKey Place, Secret Secret)>?> GatherAsync(Call call, SecretQuery query, CancellationToken cancellation)
    {
        foreach (var filter in query.Filters)
        {
            if (filter.Wanted.Count == 0 || SecretQuery.RangeOf(call, filter, filter.Wanted[0]) is null) continue;
            if (filter.Key == FilterKey.Name && query.SortBy == SecretOrder.Name && filter.Wanted.Count == 1) continue; // ScanAsync reads just these.
            if (await NamesAsync(call, filter, cancellation) is not { } names) continue;
            var found = new List<(RecordKey, Secret)>(names.Count);
            foreach (var name in names)
                if (await FindAsync(call, query, name, cancellation) is { } secret) found.Add((await PlaceAsync(query, secret, cancellation), secret));
            return found;
        }

        return null;
    }

    private async ValueTask<HashSet<string>?> NamesAsync(Call call, SecretFilter filter, CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in filter.Wanted)
        {
            var (from, to, type) = SecretQuery.RangeOf(call, filter, value)!.Value;
            var entries = type == SecretIndex.Records
                ? (await records.RangeAsync(SecretIndex.Records, from, to, MostGathered + 1, cancellation: cancellation)).Select(static entry => SecretIndex.NameIn(entry.Key)).ToList()
                : [.. (await records.RangeAsync(Secret.Records, from, to, MostGathered + 1, cancellation: cancellation)).Select(static secret => secret.Value.Name)];
            names.UnionWith(entries);
            if (names.Count > MostGathered || entries.Count > MostGathered) return null;
        }

        return names;
    }

    private static (IReadOnlyList<Secret> Secrets, RecordKey? Next) FromGathered(
        List<(RecordKey Place, Secret Secret)> found, SecretQuery query, RecordKey? position, int limit)
    {
        var ordered = query.Descending ? found.OrderByDescending(static each => each.Place) : found.OrderBy(static each => each.Place);
        var rest = position is not { } last ? ordered : ordered.Where(each => query.Descending ? each.Place < last : each.Place > last);
        var page = rest.Take(limit + 1).ToList();
        return page.Count <= limit
            ? ([.. page.Select(static each => each.Secret)], null)
            : ([.. page.Take(limit).Select(static each => each.Secret)], page[limit - 1].Place);
    }

    private async ValueTask<(IReadOnlyList<Secret> Secrets, RecordKey? Next)> ScanAsync(
        Call call, SecretQuery query, RecordKey? position, int limit, CancellationToken cancellation)
    {
        var (from, to) = query.ScanOf(call);
        var page = new List<Secret>(Math.Min(limit, 100));
        for (var scanned = 0; ;)
        {
            if (position is { } last) (from, to) = query.Descending ? (from, last) : (last.Then(0), to);
            var wanted = Math.Min(ReadAtOnce, query.Filters.Count == 0 ? limit - page.Count + 1 : ReadAtOnce);
            var places = await PlacesAsync(query, from, to, wanted, cancellation);
            foreach (var (place, known) in places)
            {
                if (page.Count == limit) return (page, position);
                position = place;
                scanned++;
                var secret = known ?? await FindAsync(call, query, SecretIndex.NameIn(place), cancellation);
                if (secret is not null && query.Shows(secret, call.Time)) page.Add(secret);
            }

            if (places.Count < wanted) return (page, null);
            if (scanned >= MostScanned) return (page, position);
        }
    }

    private async ValueTask<List<(RecordKey Place, Secret? Known)>> PlacesAsync(
        SecretQuery query, RecordKey from, RecordKey to, int wanted, CancellationToken cancellation)
        => query.SortBy == SecretOrder.Name
            ? [.. (await records.RangeAsync(Secret.Records, from, to, wanted, query.Descending, cancellation)).Select(static secret => (secret.Key, (Secret?)secret.Value))]
            : [.. (await records.RangeAsync(SecretIndex.Records, from, to, wanted, query.Descending, cancellation)).Select(static entry => (entry.Key, (Secret?)null))];

    private async ValueTask<Secret?> FindAsync(Call call, SecretQuery query, string name, CancellationToken cancellation)
        => (await records.FindAsync(Secret.Records, Secret.RecordKeyOf(call.Account, call.Region, name), cancellation))?.Value is { } secret
            && query.Shows(secret, call.Time) ? secret : null;

    private async ValueTask<RecordKey> PlaceAsync(SecretQuery query, Secret secret, CancellationToken cancellation) => query.SortBy switch
    {
        SecretOrder.Name => secret.RecordKey,
        SecretOrder.LastChanged => SecretIndex.Of(secret, "changed", secret.LastChangedDate),
        SecretOrder.LastAccessed => SecretIndex.Of(secret, "accessed", (await accesses.FindAsync(secret, cancellation))?.LastAccessedDate ?? DateTimeOffset.UnixEpoch),
        _ => SecretIndex.Of(secret, "created", secret.CreatedDate),
    };
}

/// <summary>A page of secrets.</summary>
/// <param name="Secrets">At most the limit.</param>
/// <param name="NextToken">Null at the end.</param>
public sealed record SecretPage(IReadOnlyList<Secret> Secrets, string? NextToken);
