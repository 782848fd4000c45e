using System.Collections.Concurrent;

namespace Strongroom.Aws;

/// <summary>Lists of signed headers already read, since clients send the same few. Only a right signature brings one in.</summary>
internal sealed class SignedHeaderLists
{
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<string, SignedHeaderList> _lists = new(StringComparer.Ordinal);

    /// <summary>The list of that text, or null.</summary>
    public SignedHeaderList? Find(ReadOnlySpan<char> text) =>
        _lists.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var list) ? list : null;

    /// <summary>Keeps a list. When full, all are forgotten: they are cheap to read again.</summary>
    public void Add(SignedHeaderList list)
    {
        if (_lists.ContainsKey(list.Text)) return;
        if (_lists.Count >= Capacity) _lists.Clear();
        _lists.TryAdd(list.Text, list);
    }
}
