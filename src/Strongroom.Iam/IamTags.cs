using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>A tag as requests and answers have it.</summary>
public sealed record TagMember
{
    /// <summary>1 to 128 characters.</summary>
    [Required, Length(1, 128)] public string? Key { get; init; }

    /// <summary>0 to 256 characters.</summary>
    [Required, Length(0, 256)] public string? Value { get; init; }
}

/// <summary>The rules of tags on users, roles and policies: at most 50, and keys are told apart without regard to case.</summary>
public static class IamTags
{
    private const int Most = 50;

    /// <summary>The tags of a request.</summary>
    /// <exception cref="FaultException">InvalidInput: duplicates, reserved names.</exception>
    public static IReadOnlyList<IamTag> Parse(IReadOnlyList<TagMember>? asked)
    {
        if (asked is null) return [];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in asked)
        {
            if (!seen.Add(tag.Key!))
                throw IamFaults.InvalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            if (tag.Key!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw IamFaults.InvalidInput("System tags (aws:) cannot be added/updated.");
        }

        return Sorted(asked.Select(t => new IamTag(t.Key!, t.Value!)));
    }

    /// <summary>The tags with others added or put in place of those with the same key.</summary>
    /// <exception cref="FaultException">LimitExceeded.</exception>
    public static IReadOnlyList<IamTag> With(IReadOnlyList<IamTag> tags, IReadOnlyList<IamTag> added)
    {
        var all = Sorted(tags.Where(t => !added.Any(a => Same(a.Key, t.Key))).Concat(added));
        return all.Count <= Most ? all : throw IamFaults.QuotaExceeded("TagsPerEntity", Most);
    }

    /// <summary>The tags without those of the given keys.</summary>
    public static IReadOnlyList<IamTag> Without(IReadOnlyList<IamTag> tags, IReadOnlyList<string> keys) =>
        [.. tags.Where(t => !keys.Any(k => Same(k, t.Key)))];

    /// <summary>As answers have them; null for none, where AWS leaves the element out.</summary>
    public static IReadOnlyList<TagMember>? Shown(IReadOnlyList<IamTag> tags) => tags.Count == 0 ? null : Listed(tags);

    /// <summary>As lists of tags have them.</summary>
    public static IReadOnlyList<TagMember> Listed(IReadOnlyList<IamTag> tags) =>
        [.. tags.Select(t => new TagMember { Key = t.Key, Value = t.Value })];

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static List<IamTag> Sorted(IEnumerable<IamTag> tags) => [.. tags.OrderBy(t => t.Key, StringComparer.Ordinal)];
}
