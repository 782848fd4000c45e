using Strongroom.Aws;
using Strongroom.Aws.Shapes;

namespace Strongroom.Kms.Tests.Model;

/// <summary>The members of operations as lines of the same form: AWS's from its model, ours from the table that the check is compiled from.</summary>
internal static class ModelLines
{
    /// <summary>AWS's members: <c>Encrypt &gt; KeyId</c> with <c>required; length 1-2048</c>.</summary>
    public static Dictionary<string, string> OfAws()
    {
        using var reader = new StreamReader(typeof(ModelLines).Assembly.GetManifestResourceStream("kms-2014-11-01.txt")!);
        return reader.ReadToEnd().Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(" : ", 2))
            .ToDictionary(static parts => parts[0], static parts => parts.Length == 1 ? "" : parts[1], StringComparer.Ordinal);
    }

    /// <summary>The members of one operation of ours.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(OperationEntry operation)
        => Walk($"{operation.Name} > ", operation.RequestMembers).Select(static line => KeyValuePair.Create(line.Path, RulesOf(line.Member)))
            .Concat(Walk($"{operation.Name} < ", operation.ResponseMembers).Select(static line => KeyValuePair.Create(line.Path, "")));

    private static IEnumerable<(string Path, Member Member)> Walk(string prefix, IReadOnlyList<Member> members)
        => members.SelectMany(member => Walk($"{prefix}{member.Name}.", member.Shape.Members).Prepend((prefix + member.Name, member)));

    private static string RulesOf(Member member)
    {
        var rules = member.Rules;
        var parts = new List<string>();
        if (rules.Required) parts.Add("required");
        if (rules.Length is { } length) parts.Add($"length {length.Min}-{length.Max}");
        if (rules.Range is { } range) parts.Add($"range {range.Min}-{range.Max}");
        if (rules.Pattern is { } pattern) parts.Add($"pattern {pattern}");
        if (rules.ElementLength is { } each) parts.Add($"each length {each.Min}-{each.Max}");
        if (rules.ElementPattern is { } eachPattern) parts.Add($"each pattern {eachPattern}");
        if (rules.EnumSet is { } set) parts.Add($"enum {string.Join(',', set.Order(StringComparer.Ordinal))}");
        return string.Join("; ", parts);
    }
}
