using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>Pages through a bucket's keys in their order, with keys that share a prefix up to a delimiter rolled into one.</summary>
/// <remarks>
/// The work of a page grows with what the page has, not with the bucket: behind a common prefix the search goes on at the first key that does not
/// begin with it.
/// </remarks>
public sealed class KeyListing(Records records)
{
    private const int Batch = 128;

    /// <summary>One page of the keys of a bucket.</summary>
    /// <param name="type">Current objects, or another kind whose keys begin with the bucket's id and the object's key.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">Which keys.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<KeyPage<T>> ListAsync<T>(RecordType<T> type, Bucket bucket, KeyQuery query, CancellationToken cancellation) where T : class
    {
        var page = new KeyPage<T>();
        if (query.MaxKeys == 0) return page;
        var root = type.Key(bucket.Id);
        var end = query.Prefix.Length > 0 && KeyOrder.Behind(query.Prefix) is { } behind ? root.Then(behind) : root.EndOfChildren;
        var from = query.Start(root);
        var limit = Batch;
        while (from < end)
        {
            var found = await records.RangeAsync(type, from, end, limit, cancellation: cancellation);
            var next = Take(found, page, query, root);
            if (page.IsTruncated || (found.Count < limit && next is null)) return page;

            // Behind a common prefix the next key may well begin another: fewer are read in advance.
            (from, limit) = next is { } seek ? (seek, Math.Max(limit / 4, 2)) : (found[^1].Key.Then(""), Batch);
        }

        return page;
    }

    // Takes what was found into the page; says where to go on if a common prefix lets keys be passed over.
    private static RecordKey? Take<T>(IReadOnlyList<Stored<T>> found, KeyPage<T> page, KeyQuery query, RecordKey root) where T : class
    {
        foreach (var record in found)
        {
            var key = (string)record.Key.Elements[2];
            var prefix = query.CommonPrefixOf(key);
            if (page.Count == query.MaxKeys)
            {
                page.IsTruncated = true;
                return null;
            }

            if (prefix is null)
            {
                page.Add(key, record);
                continue;
            }

            page.AddPrefix(prefix);
            return KeyOrder.Behind(prefix) is { } behind ? root.Then(behind) : root.EndOfChildren;
        }

        return null;
    }
}

/// <summary>Which keys a listing asks for.</summary>
/// <param name="Prefix">What they begin with.</param>
/// <param name="Delimiter">Where they are rolled up; empty for nowhere.</param>
/// <param name="After">They come behind this one, which may itself be a common prefix; null for the beginning.</param>
/// <param name="MaxKeys">How many, common prefixes included.</param>
public sealed record KeyQuery(string Prefix, string Delimiter, string? After, int MaxKeys)
{
    /// <summary>Of the records of the key <see cref="After"/> itself, those behind this one come; null for none of them.</summary>
    public string? AfterChild { get; init; }

    /// <summary>The first stored key that may be in the answer.</summary>
    public RecordKey Start(RecordKey root)
    {
        if (After is null || KeyOrder.Compare(After, Prefix) < 0) return root.Then(Prefix);

        // Behind a common prefix means behind all keys that it stands for.
        if (CommonPrefixOf(After) == After) return KeyOrder.Behind(After) is { } behind ? root.Then(behind) : root.EndOfChildren;
        return AfterChild is null ? root.Then(After).EndOfChildren : root.Then(After).Then(AfterChild).Then("");
    }

    /// <summary>The part of a key up to the first delimiter behind the prefix; null where there is none.</summary>
    public string? CommonPrefixOf(string key)
    {
        if (Delimiter.Length == 0 || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var at = key.IndexOf(Delimiter, Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + Delimiter.Length)];
    }
}

/// <summary>A page of a listing.</summary>
public sealed class KeyPage<T> where T : class
{
    private readonly List<Stored<T>> items = [];
    private readonly List<string> prefixes = [];

    /// <summary>The keys, with what is stored under them.</summary>
    public IReadOnlyList<Stored<T>> Items => items;

    /// <summary>The common prefixes.</summary>
    public IReadOnlyList<string> Prefixes => prefixes;

    /// <summary>There is more.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>The last key or common prefix of the page: the next page comes behind it.</summary>
    public string? Last { get; private set; }

    /// <summary>Keys and common prefixes.</summary>
    public int Count => items.Count + prefixes.Count;

    internal void Add(string key, Stored<T> item)
    {
        items.Add(item);
        Last = key;
    }

    internal void AddPrefix(string prefix)
    {
        prefixes.Add(prefix);
        Last = prefix;
    }
}
