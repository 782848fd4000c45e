namespace Strongroom.Access;

/// <summary>What an OpenID Connect provider says of somebody, as condition keys have it: <c>HOST:sub</c>, <c>HOST:aud</c>, …</summary>
/// <param name="Host">The provider's URL without its scheme, such as <c>token.example.com/tenant</c>.</param>
/// <param name="Claims">The claims, by name without regard to case.</param>
public sealed record WebIdentity(string Host, IReadOnlyDictionary<string, IReadOnlyList<string>> Claims)
{
    /// <summary>The tags that the token gives a session made with it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SessionTags { get; init; } = [];

    /// <summary>The keys of those tags that sessions made from that one have as well.</summary>
    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>The source identity that the token sets.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The first value of a claim; null where there is none.</summary>
    public string? First(string claim) => Claims.TryGetValue(claim, out var values) && values.Count > 0 ? values[0] : null;

    // A host never has a name that one of AWS's own keys begins with: those have no dot and no port.
    private readonly string prefix = Host.ToLowerInvariant() + ":";

    /// <summary>The value of <c>HOST:claim</c>; null for every other key.</summary>
    internal ContextValue? Find(ConditionKey key)
    {
        if (!key.Name.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var name = key.Name.AsSpan(prefix.Length);
        foreach (var (claim, values) in Claims)
            if (name.Equals(claim, StringComparison.OrdinalIgnoreCase)) return ContextValue.Of(values);
        return ContextValue.Missing;
    }
}
