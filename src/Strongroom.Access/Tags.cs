namespace Strongroom.Access;

/// <summary>Tags as decisions see them: few, and found by key without regard to case.</summary>
public sealed class Tags(params IReadOnlyList<KeyValuePair<string, string>> pairs)
{
    /// <summary>No tags.</summary>
    public static Tags None { get; } = new();

    /// <summary>The pairs, as they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <summary>The value of a tag; null where there is none.</summary>
    public string? Find(string key)
    {
        for (var i = 0; i < pairs.Count; i++)
            if (pairs[i].Key.Equals(key, StringComparison.OrdinalIgnoreCase)) return pairs[i].Value;
        return null;
    }
}
