using Strongroom.Aws;

namespace Strongroom.SecretsManager.Listing;

/// <summary>One filter of a request.</summary>
public sealed record FilterMember
{
    /// <summary>What is looked at.</summary>
    public Wire<FilterKey>? Key { get; init; }

    /// <summary>What is looked for, any of them; with <c>!</c> before it, what must not be there.</summary>
    [Length(1, 10), ElementLength(0, 512), ElementPattern(@"^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$")]
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>What a filter looks at.</summary>
public enum FilterKey
{
    /// <summary>Words of the description, from their beginning.</summary>
    [WireName("description")] Description,

    /// <summary>The beginning of the name.</summary>
    [WireName("name")] Name,

    /// <summary>The beginning of a tag's key.</summary>
    [WireName("tag-key")] TagKey,

    /// <summary>The beginning of a tag's value.</summary>
    [WireName("tag-value")] TagValue,

    /// <summary>The beginning of the primary's region.</summary>
    [WireName("primary-region")] PrimaryRegion,

    /// <summary>The service that manages the secret; none does here.</summary>
    [WireName("owning-service")] OwningService,

    /// <summary>Words of name, description and tags, from their beginning.</summary>
    [WireName("all")] All,
}

/// <summary>Filters as they are used: a secret must pass each, and passes one by any of its values.</summary>
/// <remarks>API Reference, "Filter": name and tags compare with regard to case, words without.</remarks>
public sealed record SecretFilter(FilterKey Key, IReadOnlyList<string> Wanted, IReadOnlyList<string> Unwanted)
{
    private static readonly char[] Separators = [' ', '/', '-', '_', '+', '=', '.', '@', ':', '!'];

    /// <summary>Reads a request's filters.</summary>
    /// <exception cref="FaultException">InvalidParameterException: one lacks its key or values.</exception>
    public static IReadOnlyList<SecretFilter> Parse(IReadOnlyList<FilterMember>? members) => [.. (members ?? []).Select(Parse)];

    /// <summary>True when the secret passes.</summary>
    public bool Passes(Secret secret)
    {
        foreach (var value in Unwanted)
            if (Matches(secret, value)) return false;
        return Wanted.Count == 0 || Wanted.Any(value => Matches(secret, value));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}:{string.Join('\n', Wanted)}\n!{string.Join('\n', Unwanted)}";

    private static SecretFilter Parse(FilterMember member)
    {
        if (member.Key is not { } key) throw SecretsManagerFaults.InvalidParameter("Invalid filter key");
        if (member.Values is not { Count: > 0 } values) throw SecretsManagerFaults.InvalidParameter($"Invalid filter values for key: {key.Text}");
        return new(key.Value,
            [.. values.Where(static value => !value.StartsWith('!'))], [.. values.Where(static value => value.StartsWith('!')).Select(static value => value[1..])]);
    }

    private bool Matches(Secret secret, string value) => Key switch
    {
        FilterKey.Name => Begins(secret.Name, value),
        FilterKey.TagKey => secret.Tags?.Any(tag => Begins(tag.Key, value)) == true,
        FilterKey.TagValue => secret.Tags?.Any(tag => Begins(tag.Value, value)) == true,
        FilterKey.PrimaryRegion => secret.PrimaryRegion is { } region && Begins(region, value),
        FilterKey.Description => HasWords(WordsOf(secret.Description), value),
        FilterKey.All => HasWords(WordsOf(secret), value),
        _ => false,
    };

    private static bool Begins(string text, string value) => text.StartsWith(value, StringComparison.Ordinal);

    private static bool HasWords(IEnumerable<string> words, string value)
    {
        var known = words.ToList();
        var wanted = value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return wanted.Length > 0 && wanted.All(want => known.Exists(word => word.StartsWith(want, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> WordsOf(Secret secret)
        => WordsOf(secret.Name).Concat(WordsOf(secret.Description)).Concat((secret.Tags ?? []).SelectMany(static tag => WordsOf(tag.Key).Concat(WordsOf(tag.Value))));

    // A capital letter begins a word as well: MySecret is found by "secret".
    private static IEnumerable<string> WordsOf(string? text)
    {
        foreach (var part in (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return part;
            for (var i = 1; i < part.Length; i++)
                if (char.IsUpper(part[i]) && !char.IsUpper(part[i - 1])) yield return part[i..];
        }
    }
}
