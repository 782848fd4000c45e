using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Strongroom.Aws.Shapes;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Limits;

/// <summary>Both sides of every limit of an operation, made from the table that its check is compiled from.</summary>
internal static class LimitCases
{
    private const string NoSuchValue = "NO_SUCH_VALUE";

    private static readonly string[] Beginnings = ["", "alias/", "arn:", "/", "https://", "cluster-", "us-east-", "com.amazonaws.vpce.us-east-1.vpce-svc-"];

    private static readonly string[] Endings = ["", "/kms/xks/v1"];

    public static IEnumerable<LimitCase> Of(OperationEntry operation) => Of(operation, operation.RequestMembers, "", content => content);

    private static IEnumerable<LimitCase> Of(OperationEntry operation, IReadOnlyList<Member> members, string prefix, Func<JsonObject, JsonObject> wrap)
    {
        foreach (var member in members)
        {
            var path = prefix + member.LowerName;
            foreach (var (what, value, violation) in Sides(member))
            {
                var content = Least(members);
                if (value is null) content.Remove(member.Name);
                else content[member.Name] = value;
                yield return new(operation, path, what, wrap(content), violation);
            }

            if (member.Shape.Members.Count == 0) continue;
            var isList = member.Shape.Element is not null;
            var inner = Of(operation, member.Shape.Members, isList ? $"{path}.1.member." : $"{path}.", content =>
            {
                var outer = Least(members);
                outer[member.Name] = isList ? new JsonArray(content) : content;
                return wrap(outer);
            });
            foreach (var each in inner) yield return each;
        }
    }

    private static IEnumerable<(string What, JsonNode? Value, string? Violation)> Sides(Member member)
    {
        var rules = member.Rules;
        if (rules.Required) yield return ("absent", null, "Member must not be null");
        if (rules.Range is { } range)
        {
            yield return ($"value {range.Min}", range.Min, null);
            yield return ($"value {range.Max}", range.Max, null);
            yield return ($"value {range.Min - 1}", range.Min - 1, $"Member must have value greater than or equal to {range.Min}");
            yield return ($"value {range.Max + 1}", range.Max + 1, $"Member must have value less than or equal to {range.Max}");
        }

        if (rules.Length is { } length)
        {
            foreach (var side in new[] { length.Min, length.Max }.Distinct())
                if (OfLength(member, side) is { } value) yield return ($"length {side}", value, null);
            if (length.Min > 0 && OfLength(member, length.Min - 1, mustMatch: false) is { } shorter)
                yield return ($"length {length.Min - 1}", shorter, $"Member must have length greater than or equal to {length.Min}");
            if (OfLength(member, length.Max + 1, mustMatch: false) is { } longer)
                yield return ($"length {length.Max + 1}", longer, $"Member must have length less than or equal to {length.Max}");
        }

        if (rules.EnumSet is { } set)
        {
            var isList = member.Shape.Element is not null;
            var refused = $"Member must satisfy enum value set: [{string.Join(", ", set)}]";
            foreach (var name in set) yield return ($"value {name}", isList ? new JsonArray(name) : name, null);
            yield return ("unknown value", isList ? new JsonArray(NoSuchValue) : NoSuchValue, isList ? $"Member must satisfy constraint: [{refused}]" : refused);
        }

        if (rules.ElementLength is { } each && member.Shape.Type == typeof(IReadOnlyList<string>))
        {
            yield return ($"element of {each.Min}", new JsonArray(new string('a', each.Min)), null);
            if (each.Min > 0)
                yield return ($"element of {each.Min - 1}", new JsonArray(new string('a', each.Min - 1)), "Member must satisfy constraint: [Member must have length less");
            yield return ($"element of {each.Max}", new JsonArray(new string('a', each.Max)), null);
            yield return ($"element of {each.Max + 1}", new JsonArray(new string('a', each.Max + 1)), "Member must satisfy constraint: [Member must have length less");
        }

        if (rules.Pattern is { } pattern) yield return ("no match", "\u0001", $"Member must satisfy regular expression pattern: {pattern}");
    }

    /// <summary>The members that must be there, with the least that is allowed.</summary>
    private static JsonObject Least(IReadOnlyList<Member> members)
    {
        var least = new JsonObject();
        foreach (var member in members.Where(member => member.Rules.Required)) least[member.Name] = LeastOf(member);
        return least;
    }

    private static JsonNode? LeastOf(Member member) => member.Rules switch
    {
        { EnumSet: [var first, ..] } => member.Shape.Element is null ? first : new JsonArray(first),
        { Range: { } range } => range.Min,
        { Length: { } length } when Shortest(member, length.Min, length.Max) is { } value => value,
        _ => OfLength(member, 1) ?? Least(member.Shape.Members),
    };

    /// <summary>The shortest value that is known to match: a pattern may want more than the least length.</summary>
    private static JsonNode? Shortest(Member member, int min, int max)
        => Enumerable.Range(min, Math.Min(max - min, 16) + 1).Select(length => OfLength(member, length)).FirstOrDefault(static value => value is not null);

    /// <summary>A value of that length; null if none is known, because of the member's type or pattern.</summary>
    private static JsonNode? OfLength(Member member, int length, bool mustMatch = true)
    {
        var type = member.Shape.Type;
        if (type == typeof(byte[]) || member.Shape is SecretShape) return Convert.ToBase64String(new byte[length]);
        if (type == typeof(string) || type == typeof(KeyMaterial)) return Text(member.Rules.Pattern, length, mustMatch);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(member, length);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new JsonObject(Enumerable.Range(0, length).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)"v")));
        if (type.IsAssignableTo(typeof(IMeasured))) return length == 0 ? new() : new JsonObject { ["k"] = new string('v', length - 1) };
        return null;
    }

    private static JsonArray? List(Member member, int length)
    {
        if (member.Shape.Members.Count > 0) return new([.. Enumerable.Range(0, length).Select(_ => Least(member.Shape.Members))]);
        if (member.Rules.EnumSet is [var first, ..]) return new([.. Enumerable.Range(0, length).Select(_ => (JsonNode)first)]);
        var text = new string('a', Math.Max(1, member.Rules.ElementLength?.Min ?? 1));
        return member.Shape.Type == typeof(IReadOnlyList<string>) ? new([.. Enumerable.Range(0, length).Select(_ => (JsonNode)text)]) : null;
    }

    private static string? Text(string? pattern, int length, bool mustMatch)
    {
        if (pattern is null || !mustMatch) return new('a', length);
        var candidates = from start in Beginnings
                         from end in Endings
                         where start.Length + end.Length <= length
                         from middle in "a1A"
                         select start + new string(middle, length - start.Length - end.Length) + end;
        return candidates.FirstOrDefault(text => Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking));
    }
}
