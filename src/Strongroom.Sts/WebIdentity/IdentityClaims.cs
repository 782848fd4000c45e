using System.Text.Json;
using Strongroom.Access;

namespace Strongroom.Sts;

/// <summary>What an identity token says, once its signature is right.</summary>
public sealed class IdentityClaims
{
    private const string TagsClaim = "https://aws.amazon.com/tags", SourceIdentityClaim = "https://aws.amazon.com/source_identity";

    private readonly Dictionary<string, JsonElement> members;

    private IdentityClaims(Dictionary<string, JsonElement> members) => this.members = members;

    /// <summary>Who signed: <c>iss</c>.</summary>
    public string Issuer => Text("iss") ?? "";

    /// <summary>Who is meant: <c>sub</c>.</summary>
    public string? Subject => Text("sub");

    /// <summary>
    /// Whom the token is for: the authorised party (<c>azp</c>) where it names one, else <c>aud</c>. As AWS takes them, for <c>HOST:aud</c> too.
    /// </summary>
    public IReadOnlyList<string> Audiences => Text("azp") is { Length: > 0 } party ? [party] : Values("aud");

    /// <summary>Reads a token's payload; of a claim given twice the last counts, as it does for the check of the signature.</summary>
    /// <exception cref="Strongroom.Aws.FaultException">InvalidIdentityToken: it is no JSON object.</exception>
    public static IdentityClaims Parse(string payload)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(payload) ?? throw StsFaults.NotAToken());
        }
        catch (JsonException)
        {
            throw StsFaults.NotAToken();
        }
    }

    /// <summary>A time in seconds of the Unix epoch; null where there is none.</summary>
    public long? Seconds(string claim) =>
        members.TryGetValue(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && Math.Abs(seconds) < 1e15 ? (long)seconds : null;

    /// <summary>The claims as policies ask for them, with the tags and the source identity that the token gives a session.</summary>
    /// <param name="host">The provider's URL without its scheme.</param>
    public WebIdentity ToWebIdentity(string host)
    {
        var claims = members.Keys.Select(name => (Name: name, Values: Values(name))).Where(static claim => claim.Values.Count > 0)
            .DistinctBy(static claim => claim.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static claim => claim.Name, static claim => claim.Values, StringComparer.OrdinalIgnoreCase);
        if (Text("azp") is { Length: > 0 }) claims["oaud"] = Values("aud");
        claims["aud"] = Audiences;
        return new(host, claims)
        {
            SessionTags = [.. SessionTags()],
            TransitiveTagKeys = TransitiveKeys(),
            SourceIdentity = Text(SourceIdentityClaim),
        };
    }

    private string? Text(string claim) =>
        members.TryGetValue(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private IReadOnlyList<string> Values(string claim) => members.TryGetValue(claim, out var value) ? ValuesOf(value) : [];

    // The tags stand in one nested claim, or each in a claim of its own below that name.
    private IEnumerable<KeyValuePair<string, string>> SessionTags()
    {
        var nested = Nested("principal_tags") is { ValueKind: JsonValueKind.Object } tags ? tags.EnumerateObject() : default;
        foreach (var tag in nested)
            if (ValuesOf(tag.Value) is [var value, ..]) yield return new(tag.Name, value);
        const string Flat = TagsClaim + "/principal_tags/";
        foreach (var (name, element) in members)
            if (name.StartsWith(Flat, StringComparison.Ordinal) && ValuesOf(element) is [var value, ..]) yield return new(name[Flat.Length..], value);
    }

    private IReadOnlyList<string> TransitiveKeys() => Nested("transitive_tag_keys") is { } nested ? ValuesOf(nested)
        : Values(TagsClaim + "/transitive_tag_keys");

    private JsonElement? Nested(string name) =>
        members.TryGetValue(TagsClaim, out var tags) && tags.ValueKind == JsonValueKind.Object && tags.TryGetProperty(name, out var found) ? found : null;

    private static IReadOnlyList<string> ValuesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)],
        _ => [],
    };
}
