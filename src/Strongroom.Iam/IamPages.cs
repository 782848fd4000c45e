using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>A page of a list, as IAM answers it.</summary>
/// <param name="Items">At most MaxItems.</param>
/// <param name="Marker">Leads to the next page; null at the end.</param>
public sealed record IamPage<T>(IReadOnlyList<T> Items, string? Marker)
{
    /// <summary>True when there is more.</summary>
    public bool IsTruncated => Marker is not null;
}

/// <summary>Reads lists a page at a time. A marker opens only for the account and list that it was made for.</summary>
public sealed class IamPages(Records records, PageTokens tokens)
{
    /// <summary>The most on a page, when the caller does not say.</summary>
    public const int DefaultItems = 100;

    /// <summary>A page of the records below a key, in order; what is read depends on the page and not on the list.</summary>
    /// <exception cref="FaultException">ValidationError for a marker of another list.</exception>
    public async ValueTask<IamPage<T>> ReadAsync<T>(Call call, RecordType<T> type, RecordKey parent, string list, string? marker,
        int? maxItems,
        Func<T, bool> show, CancellationToken cancellation) where T : class
    {
        var limit = maxItems ?? DefaultItems;
        var from = marker is null ? parent : Behind(parent, Open(call, list, marker));
        var items = new List<T>();
        RecordKey last = default;
        while (true)
        {
            var wanted = limit - items.Count + 1;
            var read = await records.RangeAsync(type, from, parent.EndOfChildren, wanted, cancellation: cancellation);
            foreach (var record in read)
            {
                if (items.Count == limit) return new(items, tokens.Seal(call, list, last.Bytes.Span[parent.Bytes.Length..]));
                if (show(record.Value)) items.Add(record.Value);
                last = record.Key;
            }

            if (read.Count < wanted) return new(items, null);
            from = last.Then(0);
        }
    }

    /// <summary>A page of a list that is at hand whole.</summary>
    /// <exception cref="FaultException">ValidationError for a marker of another list.</exception>
    public IamPage<T> Of<T>(Call call, IReadOnlyList<T> all, string list, string? marker, int? maxItems)
    {
        var start = marker is null ? 0 : Open(call, list, marker) is { Length: 4 } position ? BitConverter.ToInt32(position)
            : throw IamFaults.InvalidMarker();
        var items = all.Skip(start).Take(maxItems ?? DefaultItems).ToList();
        var end = start + items.Count;
        return new(items, end < all.Count ? tokens.Seal(call, list, BitConverter.GetBytes(end)) : null);
    }

    private byte[] Open(Call call, string list, string marker) => tokens.Open(call, list, marker) ?? throw IamFaults.InvalidMarker();

    private static RecordKey Behind(RecordKey parent, byte[] position)
    {
        try
        {
            return RecordKey.FromBytes([.. parent.Bytes.Span, .. position]).Then(0);
        }
        catch (FormatException)
        {
            throw IamFaults.InvalidMarker();
        }
    }
}
