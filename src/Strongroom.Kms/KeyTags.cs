using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>A tag as a request gives it.</summary>
public sealed record KeyTagMember
{
    /// <summary>1 to 128 characters.</summary>
    [Required, Length(1, 128)] public string? TagKey { get; init; }

    /// <summary>0 to 256 characters.</summary>
    [Required, Length(0, 256)] public string? TagValue { get; init; }
}

/// <summary>The rules of tags on KMS keys.</summary>
public static class KeyTags
{
    /// <summary>The most tags of a key.</summary>
    public const int Max = 50;

    /// <summary>The tags <paramref name="existing"/> with those asked for added or changed, sorted by key.</summary>
    /// <exception cref="FaultException">TagException: duplicates, reserved names, too many.</exception>
    public static IReadOnlyList<KeyTag> Parse(IReadOnlyList<KeyTagMember>? asked, IReadOnlyList<KeyTag> existing)
    {
        if (asked is null or []) return existing;
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in asked)
        {
            if (tag.TagKey!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) throw KmsFaults.Tag("Tags beginning with aws: are reserved");
            if (!tags.TryAdd(tag.TagKey, tag.TagValue!)) throw KmsFaults.Tag("Duplicate tag keys");
        }
        foreach (var tag in existing) tags.TryAdd(tag.TagKey, tag.TagValue);
        if (tags.Count > Max) throw KmsFaults.Tag("Too many tags");
        return [.. tags.Select(static tag => new KeyTag(tag.Key, tag.Value))];
    }
}
