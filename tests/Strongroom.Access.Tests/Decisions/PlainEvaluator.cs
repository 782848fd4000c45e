using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Strongroom.Access.Tests;

/// <summary>One random question, as plain data: policies are JSON texts, the context is a dictionary.</summary>
internal sealed record Scenario
{
    public required Caller Caller { get; init; }

    public required string Action { get; init; }

    public required string Resource { get; init; }

    public required string Account { get; init; }

    public required Dictionary<string, string[]> Context { get; init; }

    public required List<string> Identity { get; init; }

    public string? Boundary { get; init; }

    public List<string>? Session { get; init; }

    public List<List<string>> Control { get; init; } = [];

    public string? ResourcePolicy { get; init; }

    public List<(string Grantee, string[] Operations, string? Constraint, Dictionary<string, string> Pairs)> Grants { get; init; } = [];

    public bool IsKey => Action.StartsWith("kms:", StringComparison.Ordinal);
}

/// <summary>
/// A second evaluator, written apart from the first and for reading only: it goes over the JSON again for every question, in the order of the rules.
/// </summary>
internal static class PlainEvaluator
{
    private static readonly string[] WithContext =
    [
        "Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
    ];

    private static readonly string[] Closeness = ["self", "issuer", "account"];

    public static Outcome Decide(Scenario s)
    {
        var identity = s.Identity.SelectMany(p => Effects(p, s)).ToList();
        var boundary = s.Boundary is null ? null : Effects(s.Boundary, s).ToList();
        var session = s.Session?.SelectMany(p => Effects(p, s)).ToList();
        var levels = s.Control.Select(level => level.SelectMany(p => Effects(p, s)).ToList()).ToList();
        var onResource = s.ResourcePolicy is null ? [] : Effects(s.ResourcePolicy, s).ToList();

        var everything = new[] { identity, boundary ?? [], session ?? [], onResource }.Concat(levels);
        if (everything.Any(list => list.Any(e => e.Effect == "Deny"))) return Outcome.ExplicitDeny;
        if (levels.Any(level => level.Count == 0)) return Outcome.ImplicitDeny;

        var named = onResource.Select(e => e.Naming).Append("no").ToList();
        var granted = s.IsKey ? s.Grants.Select(g => Granted(g, s)).Append("no").ToList() : ["no"];
        var withinLimits = boundary is not { Count: 0 } && session is not { Count: 0 };
        var hasIdentity = s.Caller.Type == CallerType.Root || identity.Count > 0;
        var local = s.Caller.Account == s.Account;

        if (s.Caller.Type is CallerType.AwsService or CallerType.Anonymous)
            return Allow(named.Contains("self") || granted.Contains("self"));
        if (granted.Contains("self")) return Outcome.Allow;
        if (local && named.Contains("self")) return Outcome.Allow;
        if (granted.Contains("issuer")) return Allow(withinLimits);
        if (local && named.Contains("issuer")) return Allow(withinLimits);

        // From here on the caller's own policies must allow; and whoever must be named on the resource has to be.
        if ((!local || s.IsKey) && named.All(n => n == "no")) return Outcome.ImplicitDeny;
        return Allow(hasIdentity && withinLimits);
    }

    private static Outcome Allow(bool allow) => allow ? Outcome.Allow : Outcome.ImplicitDeny;

    private static IEnumerable<(string Effect, string Naming)> Effects(string policy, Scenario s)
    {
        using var document = JsonDocument.Parse(policy);
        var root = document.RootElement;
        var variables = root.TryGetProperty("Version", out var version) && version.GetString() == "2012-10-17";
        foreach (var statement in List(root.GetProperty("Statement")))
        {
            if (!Element(statement, "Action", a => Like(a.ToUpperInvariant(), s.Action.ToUpperInvariant()))) continue;
            if (!Element(statement, "Resource", r => Fill(r, s, variables, true) is { } filled && Fits(filled, s.Resource))) continue;
            if (statement.TryGetProperty("Condition", out var conditions) && !Holds(conditions, s, variables)) continue;
            var naming = Naming(statement, s);
            if (naming != "no") yield return (statement.GetProperty("Effect").GetString()!, naming);
        }
    }

    private static bool Element(JsonElement statement, string name, Func<string, bool> fits) =>
        statement.TryGetProperty(name, out var listed) ? List(listed).Any(e => fits(e.GetString()!))
            : statement.TryGetProperty("Not" + name, out listed) && !List(listed).Any(e => fits(e.GetString()!));

    private static List<JsonElement> List(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];

    private static string Naming(JsonElement statement, Scenario s)
    {
        if (statement.TryGetProperty("Principal", out var listed))
        {
            var how = Names(listed).Select(n => How(n.Type, n.Name, s.Caller)).ToList();
            return Closeness.FirstOrDefault(how.Contains) ?? "no";
        }

        if (!statement.TryGetProperty("NotPrincipal", out listed)) return "self";
        var names = Names(listed).ToList();
        if (s.Boundary is not null) return "self";
        if (names.Any(n => n.Name == "*")) return "no";
        var self = names.Any(n => How(n.Type, n.Name, s.Caller) == "self");
        var issuer = (s.Caller.RoleArn ?? s.Caller.FederatedBy) is not { } behind || names.Any(n => n.Name == behind || How(n.Type, n.Name, s.Caller) == "issuer");
        var account = s.Caller.Type == CallerType.AwsService || names.Any(n => AccountOf(n.Name) == s.Caller.Account);
        return self && issuer && account ? "no" : "self";
    }

    private static IEnumerable<(string Type, string Name)> Names(JsonElement principal) => principal.ValueKind == JsonValueKind.String
        ? [("AWS", principal.GetString()!)]
        : principal.EnumerateObject().SelectMany(type => List(type.Value).Select(name => (type.Name, name.GetString()!)));

    private static string How(string type, string name, Caller caller)
    {
        if (type == "Service") return caller.ServiceName == name ? "self" : "no";
        if (name == "*") return "self";
        if (caller.Type is CallerType.AwsService or CallerType.Anonymous) return "no";
        if (AccountOf(name) is { } account) return account != caller.Account ? "no" : caller.Type == CallerType.Root ? "self" : "account";
        if (name == caller.Arn || name == caller.UserId) return "self";
        return name == caller.RoleArn || name == caller.FederatedBy || name == caller.UserId.Split(':')[0] ? "issuer" : "no";
    }

    private static string? AccountOf(string name)
    {
        var parts = name.Split(':');
        return parts is ["arn", "aws", "iam", "", var id, "root"] ? id : name.Length == 12 && name.All(char.IsAsciiDigit) ? name : null;
    }

    private static string Granted((string Grantee, string[] Operations, string? Constraint, Dictionary<string, string> Pairs) grant, Scenario s)
    {
        var operation = s.Action[4..];
        if (!grant.Operations.Contains(operation)) return "no";
        if (grant.Constraint is not null && WithContext.Contains(operation))
        {
            var given = s.Context.GetValueOrDefault("kms:EncryptionContextKeys", []).Length;
            if (grant.Constraint == "Equals" && given != grant.Pairs.Count) return "no";
            foreach (var (key, value) in grant.Pairs)
                if (!s.Context.Any(c => c.Key.Equals("kms:EncryptionContext:" + key, StringComparison.OrdinalIgnoreCase) && c.Value is [var one] && one == value))
                    return "no";
        }

        if (s.Caller.Type == CallerType.AwsService) return grant.Grantee == s.Caller.ServiceName ? "self" : "no";
        return grant.Grantee == s.Caller.Arn ? "self" : grant.Grantee == (s.Caller.RoleArn ?? s.Caller.FederatedBy) ? "issuer" : "no";
    }

    private static bool Holds(JsonElement conditions, Scenario s, bool variables) => conditions.EnumerateObject().All(op =>
        op.Value.EnumerateObject().All(key => Holds(op.Name, key.Name, [.. List(key.Value).Select(v => v.ToString())], s, variables)));

    private static bool Holds(string name, string key, string[] operands, Scenario s, bool variables)
    {
        string[] values = s.Context.FirstOrDefault(c => c.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value ?? [];
        if (name == "Null") return operands.Any(o => o == "true" ? values.Length == 0 : values.Length > 0);
        var all = name.StartsWith("ForAllValues:", StringComparison.Ordinal);
        var any = name.StartsWith("ForAnyValue:", StringComparison.Ordinal);
        name = name.Split(':')[^1];
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal);
        name = ifExists ? name[..^8] : name;
        var positive = name.Replace("Not", "", StringComparison.Ordinal);
        var negated = positive != name;

        if (all) return values.All(Fulfils);
        if (any) return values.Any(Fulfils);
        if (values.Length == 0) return ifExists || negated;
        return negated ? !values.Any(Matches) : values.Any(Matches);

        bool Matches(string value) => operands.Any(o => Compare(positive, value, o, s, variables));
        bool Fulfils(string value) => Matches(value) != negated;
    }

    private static bool Compare(string name, string value, string operand, Scenario s, bool variables) => name switch
    {
        "StringEquals" => Fill(operand, s, variables, false) is { } o && Text(o) == value,
        "StringEqualsIgnoreCase" => Fill(operand, s, variables, false) is { } o && string.Equals(Text(o), value, StringComparison.OrdinalIgnoreCase),
        "StringLike" => Fill(operand, s, variables, true) is { } o && Fits(o, value),
        "ArnEquals" or "ArnLike" => Fill(operand, s, variables, true) is { } o && ArnFits(o, value),
        "Bool" => value.ToUpperInvariant() is "TRUE" or "FALSE" && value.Equals(operand, StringComparison.OrdinalIgnoreCase),
        "BinaryEquals" => Bytes(value) is { } v && v.SequenceEqual(Bytes(operand)!),
        "IpAddress" => Address(value) is { } v && Network(operand).Contains(v),
        _ when name.StartsWith("Numeric", StringComparison.Ordinal) => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            && Order(name[7..], v.CompareTo(decimal.Parse(operand, NumberStyles.Float, CultureInfo.InvariantCulture))),
        _ => Moment(value) is { } v && Order(name[4..], v.CompareTo(Moment(operand)!.Value)),
    };

    private static bool Order(string name, int sign) => name switch
    {
        "Equals" => sign == 0,
        "LessThan" => sign < 0,
        "LessThanEquals" => sign <= 0,
        "GreaterThan" => sign > 0,
        "GreaterThanEquals" => sign >= 0,
        _ => throw new InvalidOperationException(name),
    };

    private static byte[]? Bytes(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var count) ? buffer[..count] : null;
    }

    private static IPAddress? Address(string text) =>
        (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text, out var address) ? address : null;

    private static IPNetwork Network(string text) => IPNetwork.Parse(
        text.Contains('/', StringComparison.Ordinal) ? text : text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"));

    private static DateTimeOffset? Moment(string text) =>
        text.All(char.IsAsciiDigit) && text.Length > 0 ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture))
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary>The text with variables filled in: characters, and strings for wildcards. Null when a variable has no value.</summary>
    private static List<object>? Fill(string text, Scenario s, bool variables, bool wildcards)
    {
        List<object> filled = [];
        while (text.Length > 0)
        {
            if (variables && text.StartsWith("${", StringComparison.Ordinal))
            {
                var end = text.IndexOf('}', StringComparison.Ordinal);
                var inner = text[2..end];
                text = text[(end + 1)..];
                if (inner is not ("*" or "?" or "$"))
                {
                    var split = inner.Split(',', 2);
                    string[] values = s.Context.FirstOrDefault(c => c.Key.Equals(split[0].Trim(), StringComparison.OrdinalIgnoreCase)).Value ?? [];
                    if (values.Length > 1) return null;
                    if (values.Length == 1) inner = values[0];
                    else if (split.Length == 2) inner = split[1].Trim().Trim('\'');
                    else return null;
                }

                filled.AddRange(inner.Select(c => (object)c));
                continue;
            }

            filled.Add(wildcards && text[0] is '*' or '?' ? (object)text[..1] : text[0]);
            text = text[1..];
        }

        return filled;
    }

    private static string Text(List<object> filled) => string.Concat(filled);

    private static bool Like(string pattern, string text) => Fits([.. pattern.Select(c => c is '*' or '?' ? (object)c.ToString() : c)], text);

    private static bool Fits(List<object> pattern, string text)
    {
        // The set of places in the text that the pattern read so far can end at.
        var places = new HashSet<int> { 0 };
        foreach (var token in pattern)
            places = token switch
            {
                "*" => [.. places.SelectMany(p => Enumerable.Range(p, text.Length - p + 1))],
                "?" => [.. places.Where(p => p < text.Length).Select(p => p + 1)],
                _ => [.. places.Where(p => p < text.Length && text[p] == (char)token).Select(p => p + 1)],
            };
        return places.Contains(text.Length);
    }

    private static bool ArnFits(List<object> pattern, string text)
    {
        var parts = text.Split(':', 6);
        List<List<object>> patterns = [[]];
        foreach (var token in pattern)
            if (token is ':' && patterns.Count < 6) patterns.Add([]);
            else patterns[^1].Add(token);
        return parts.Length == 6 && patterns.Count == 6 && parts.Zip(patterns).All(p => Fits(p.Second, p.First));
    }
}
