using System.Runtime.CompilerServices;

namespace Strongroom.Storage;

/// <summary>Reads everything and names what is damaged: every record of the given types, every roster, and what they list.</summary>
internal sealed class RecordVerifier(IRecordStore store, RecordSeal seal, RecordReader reader)
{
    private const int Page = 256;

    /// <summary>
    /// All damage found, a whole type after the other. Commits may go on meanwhile: what only looks like damage is read once more.
    /// </summary>
    public async IAsyncEnumerable<DamagedRecordException> VerifyAsync(IReadOnlyCollection<RecordType> types,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = types.ToDictionary(type => type.Name);
        RecordType[] own = [RosterScope.Rosters, RosterScope.TypeIndexes, RosterScope.ScopeIndexes];
        foreach (var type in own) known.TryAdd(type.Name, type);
        await foreach (var row in RowsAsync(default, RecordKey.Stored([TupleEncoding.End]), cancellation))
        {
            if (await CheckAsync(known, row, cancellation) is { } damage) yield return damage;
            if (RosterScope.Rosters.Owns(row.Key))
                await foreach (var missing in ListedAsync(known, row, cancellation)) yield return missing;
            if (RosterScope.TypeIndexes.Owns(row.Key) || RosterScope.ScopeIndexes.Owns(row.Key))
                await foreach (var missing in IndexedAsync(row, cancellation)) yield return missing;
        }
    }

    private async ValueTask<DamagedRecordException?> CheckAsync(Dictionary<string, RecordType> known, StoredRecord row,
        CancellationToken cancellation)
    {
        if (!TupleEncoding.IsTuple(row.Key.Span) || row.Key.Elements is not [string name, _, ..])
            return new(row.Key, "was not written by us");
        if (!known.TryGetValue(name, out var type)) return new(row.Key, "is of an unknown type");
        if (type.Guarded && !RosterScope.Covers(type, row.Key)) return new(row.Key, "was not written by us");
        return await TryAsync(row.Key, async () =>
        {
            var isListed = !type.Guarded || reader.Rosters.CachedRevision(type, row.Key) == row.Revision;
            if (isListed) seal.Open(type, row);
            else await reader.ReadAsync(type, row.Key, cancellation);
        });
    }

    // What a roster lists must be there.
    private async IAsyncEnumerable<DamagedRecordException> ListedAsync(Dictionary<string, RecordType> known, StoredRecord row,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Open(RosterScope.Rosters, row) is not Stored<Roster> roster) yield break;
        var elements = row.Key.Elements;
        if (elements is not [_, string name, ..] || !known.TryGetValue(name, out var type) || elements.Count != 3 + type.RosterScope
            || elements[^1] is not long)
        {
            yield return new(row.Key, "lists records of an unknown type");
            yield break;
        }

        if (await OrphanAsync(type, row, (long)elements[^1], cancellation) is { } orphan) yield return orphan;
        var prefix = row.Key.Span[RosterScope.Rosters.Prefix.Length..TupleEncoding.LengthOf(row.Key.Span, elements.Count - 1)].ToArray();
        foreach (var entries in roster.Value.Entries.Chunk(Page))
        {
            var keys = Array.ConvertAll(entries, entry => RecordKey.Stored([.. prefix, .. entry.Tail.Span]));
            var rows = await store.GetManyAsync(keys, cancellation);
            for (var i = 0; i < keys.Length; i++)
            {
                // A record of another revision is found on its own turn; one that is gone has none.
                if (rows[i] is not null) continue;
                var key = keys[i];
                if (await TryAsync(row.Key, async () => await reader.ReadAsync(type, key, cancellation)) is { } damage) yield return damage;
            }
        }
    }

    private async ValueTask<DamagedRecordException?> OrphanAsync(RecordType type, StoredRecord row, long bucket,
        CancellationToken cancellation)
    {
        var indexType = type.RosterScope == 0 ? RosterScope.TypeIndexes : RosterScope.ScopeIndexes;
        var scope = row.Key.Span[RosterScope.Rosters.Prefix.Length..TupleEncoding.LengthOf(row.Key.Span, 2 + type.RosterScope)];
        var rows = await store.GetManyAsync([RecordKey.Stored([.. indexType.Prefix, .. scope]), row.Key], cancellation);
        if (rows[1]?.Revision != row.Revision) return null;
        var index = rows[0] is { } indexRow ? Open(indexType, indexRow) as Stored<RosterIndex> : null;
        var isListed = index is null ? rows[0] is not null : bucket < index.Value.Buckets && index.Value.Has((int)bucket);
        return isListed ? null : new(row.Key, "was put back: its index does not list it");
    }

    // An index's rosters must be there.
    private async IAsyncEnumerable<DamagedRecordException> IndexedAsync(StoredRecord row,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var type = RosterScope.TypeIndexes.Owns(row.Key) ? RosterScope.TypeIndexes : RosterScope.ScopeIndexes;
        if (Open(type, row) is not Stored<RosterIndex> index) yield break;
        var first = RecordKey.Stored([.. RosterScope.Rosters.Prefix, .. row.Key.Span[type.Prefix.Length..]]);
        for (var bucket = 0; bucket < index.Value.Buckets; bucket++)
        {
            if (!index.Value.Has(bucket)) continue;
            var rows = await store.GetManyAsync([row.Key, first.Then(bucket)], cancellation);
            if (rows[0]?.Revision == row.Revision && rows[1] is null)
                yield return new(row.Key, $"is incomplete: {first.Then(bucket)} is gone");
        }
    }

    private Stored? Open(RecordType type, StoredRecord row)
    {
        try
        {
            return seal.Open(type, row);
        }
        catch (DamagedRecordException)
        {
            // Named on its own turn.
            return null;
        }
    }

    private static async ValueTask<DamagedRecordException?> TryAsync(RecordKey key, Func<ValueTask> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (DamagedRecordException damage)
        {
            return damage;
        }
        catch (Exception error) when (error is FormatException or System.Text.Json.JsonException)
        {
            return new(key, $"opens, but cannot be read: {error.Message}");
        }
    }

    private async IAsyncEnumerable<StoredRecord> RowsAsync(RecordKey from, RecordKey to,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var skip = false; ;)
        {
            var rows = await store.RangeAsync(from, to, Page, cancellation: cancellation);
            foreach (var row in rows.Skip(skip ? 1 : 0)) yield return row;
            if (rows.Count < Page) yield break;
            (from, skip) = (rows[^1].Key, true);
        }
    }
}
