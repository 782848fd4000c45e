using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>A tag as requests and answers have it.</summary>
public sealed record TagMember
{
    /// <summary>1 to 128 characters.</summary>
    [Required, Length(1, 128)] public string? Key { get; init; }

    /// <summary>1 to 256 characters, or none.</summary>
    [Length(0, 256)] public string? Value { get; init; }
}

/// <summary>The rules of tags on trails.</summary>
public static class TrailTags
{
    private const int Most = 50;

    /// <summary>The tags with those asked for added or changed.</summary>
    /// <exception cref="FaultException">InvalidTagParameterException, TagsLimitExceededException.</exception>
    public static IReadOnlyList<TrailTag> With(IReadOnlyList<TrailTag> tags, IReadOnlyList<TagMember>? asked)
    {
        if (asked is null) return tags;
        if (asked.Select(static tag => tag.Key).Distinct().Count() != asked.Count) throw CloudTrailFaults.InvalidTag("Tag keys must be unique.");
        if (asked.Any(static tag => tag.Key!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)))
            throw CloudTrailFaults.InvalidTag("Tag keys that begin with aws: are reserved.");
        IReadOnlyList<TrailTag> merged =
            [.. tags.Where(tag => asked.All(other => other.Key != tag.Key)).Concat(asked.Select(static tag => new TrailTag(tag.Key!, tag.Value)))
                .OrderBy(static tag => tag.Key, StringComparer.Ordinal)];
        return merged.Count <= Most ? merged : throw CloudTrailFaults.TooManyTags();
    }

    /// <summary>The tags without those asked for; one with a value goes only if it has that value.</summary>
    public static IReadOnlyList<TrailTag> Without(IReadOnlyList<TrailTag> tags, IReadOnlyList<TagMember> asked) =>
        [.. tags.Where(tag => !asked.Any(other => other.Key == tag.Key && (other.Value is null || other.Value == tag.Value)))];
}
