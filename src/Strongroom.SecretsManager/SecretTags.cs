using Strongroom.Aws;

namespace Strongroom.SecretsManager;

/// <summary>A tag as a request gives it.</summary>
public sealed record TagMember
{
    /// <summary>1 to 128 characters.</summary>
    [Length(1, 128)] public string? Key { get; init; }

    /// <summary>0 to 256 characters.</summary>
    [Length(0, 256)] public string? Value { get; init; }
}

/// <summary>The rules of tags on secrets.</summary>
public static class SecretTags
{
    /// <summary>The most tags of a secret.</summary>
    public const int Max = 50;

    /// <summary>The tags <paramref name="existing"/> with those asked for added or changed, sorted by key; null where there never were any.</summary>
    /// <exception cref="FaultException">InvalidParameterException: duplicates, reserved names. LimitExceededException: too many.</exception>
    public static IReadOnlyList<SecretTag>? Merge(IReadOnlyList<TagMember>? asked, IReadOnlyList<SecretTag>? existing)
    {
        if (asked is null or []) return existing;
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in asked)
        {
            if (tag.Key is null) throw SecretsManagerFaults.InvalidParameter("A tag must have a key.");
            if (tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw SecretsManagerFaults.InvalidParameter("Tag keys that begin with aws: are reserved.");
            if (!tags.TryAdd(tag.Key, tag.Value ?? "")) throw SecretsManagerFaults.InvalidParameter($"The tag key {tag.Key} stands twice in the request.");
        }

        foreach (var tag in existing ?? []) tags.TryAdd(tag.Key, tag.Value);
        if (tags.Count > Max) throw SecretsManagerFaults.LimitExceeded($"A secret can have at most {Max} tags.");
        return [.. tags.Select(static tag => new SecretTag(tag.Key, tag.Value))];
    }

    /// <summary>As answers have them.</summary>
    public static IReadOnlyList<TagMember>? ToMembers(IReadOnlyList<SecretTag>? tags)
        => tags is null ? null : [.. tags.Select(static tag => new TagMember { Key = tag.Key, Value = tag.Value })];
}
