using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>One page of records below a key, with the marker of the next: how every list of KMS that can grow is read.</summary>
public static class RecordPage
{
    /// <summary>Reads the page behind <paramref name="marker"/>: one range read whose cost depends on the page alone.</summary>
    /// <param name="records">The store.</param>
    /// <param name="tokens">Seals and opens markers.</param>
    /// <param name="call">The call; markers are bound to its account and region.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="parent">The key below which the records lie.</param>
    /// <param name="list">What the marker belongs to: operation and filters.</param>
    /// <param name="marker">The marker, or null for the first page.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="show">Which records are shown, at the call's time.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="FaultException">InvalidMarkerException.</exception>
    public static async ValueTask<Page<T>> ReadAsync<T>(Records records, PageTokens tokens, Call call, RecordType<T> type, RecordKey parent, string list,
        string? marker, int limit, Func<T, DateTimeOffset, bool> show, CancellationToken cancellation) where T : class
    {
        var from = marker is null ? parent : Behind(tokens.Open(call, list, marker) ?? throw KmsFaults.InvalidMarker());
        var items = new List<T>(Math.Min(limit, 1000));
        while (true)
        {
            var wanted = limit - items.Count + 1;
            var read = await records.RangeAsync(type, from, parent.EndOfChildren, wanted, cancellation: cancellation);
            foreach (var record in read)
            {
                if (items.Count == limit) return new(items, tokens.Seal(call, list, from.Bytes.ToArray()));
                if (show(record.Value, call.Time)) items.Add(record.Value);
                from = record.Key;
            }
            if (read.Count < wanted) return new(items, null);
            from = from.Then(0);
        }
    }

    private static RecordKey Behind(byte[] last)
    {
        try
        {
            return RecordKey.FromBytes(last).Then(0);
        }
        catch (FormatException)
        {
            throw KmsFaults.InvalidMarker();
        }
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">At most the limit.</param>
/// <param name="NextMarker">Null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextMarker);

/// <summary>Pages of a list that is at hand whole, such as the tags or rotations of one key.</summary>
public static class ListPage
{
    /// <summary>The page behind <paramref name="marker"/>.</summary>
    /// <exception cref="FaultException">InvalidMarkerException.</exception>
    public static Page<T> Of<T>(IReadOnlyList<T> all, PageTokens tokens, Call call, string list, string? marker, int limit)
    {
        var start = 0;
        if (marker is not null)
        {
            var position = tokens.Open(call, list, marker);
            if (position is not { Length: 4 }) throw KmsFaults.InvalidMarker();
            start = Math.Clamp(BitConverter.ToInt32(position), 0, all.Count);
        }
        var items = all.Skip(start).Take(limit).ToList();
        var end = start + items.Count;
        return new(items, end < all.Count ? tokens.Seal(call, list, BitConverter.GetBytes(end)) : null);
    }
}
