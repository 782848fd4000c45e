using System.Text;
using System.Text.RegularExpressions;

namespace Strongroom.Aws.Shapes;

/// <summary>One limit on a value, in AWS's words.</summary>
/// <param name="Text">What AWS says when it is violated.</param>
/// <param name="Holds">The check.</param>
internal readonly record struct Rule<T>(string Text, Func<T, bool> Holds)
{
    /// <summary>All the limits that the member's attributes declare, but for its presence.</summary>
    public static Rule<T>[] Of(MemberRules rules, Shape<T> shape)
    {
        var list = new List<Rule<T>>();
        if (rules.Length is { } length) list.AddRange(Lengths(length, shape));
        if (rules.Range is { } range)
        {
            list.Add(new($"Member must have value less than or equal to {range.Max}", value => shape.NumberOf(value) <= range.Max));
            list.Add(new($"Member must have value greater than or equal to {range.Min}", value => shape.NumberOf(value) >= range.Min));
        }

        if (rules.Pattern is { } pattern) list.Add(Matches(pattern, shape));
        if (shape is IElements<T> elements && rules.ElementLength is not null | rules.ElementPattern is not null)
        {
            var each = new List<Rule<string>>();
            if (rules.ElementLength is { } bounds) each.AddRange(Lengths(bounds, StringShape.Instance));
            if (rules.ElementPattern is { } expression) each.Add(Matches(expression, StringShape.Instance));
            list.Add(new(
                $"Member must satisfy constraint: [{string.Join(", ", each.Select(rule => rule.Text))}]",
                value => elements.Texts(value).All(text => each.TrueForAll(rule => rule.Holds(text)))));
        }

        return [.. list];
    }

    private static IEnumerable<Rule<TValue>> Lengths<TValue>((int Min, int Max) bounds, Shape<TValue> shape)
    {
        yield return new($"Member must have length less than or equal to {bounds.Max}", value => shape.LengthOf(value) <= bounds.Max);
        yield return new($"Member must have length greater than or equal to {bounds.Min}", value => shape.LengthOf(value) >= bounds.Min);
    }

    private static Rule<TValue> Matches<TValue>(string pattern, Shape<TValue> shape)
    {
        // \z outside: AWS's own $ would let a trailing line feed through.
        var regex = new Regex($@"\A(?:{AsciiClasses(pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new($"Member must satisfy regular expression pattern: {pattern}", value => regex.IsMatch(shape.TextOf(value)));
    }

    // AWS's \w, \d and \s are those of Java: ASCII alone. Those of .NET would let letters and digits of every script through.
    private static string AsciiClasses(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inBrackets = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                var members = pattern[++i] switch { 'w' => "a-zA-Z0-9_", 'd' => "0-9", 's' => @" \t\n\x0B\f\r", _ => null };
                text.Append(members is null ? pattern.AsSpan(i - 1, 2) : inBrackets ? members : $"[{members}]");
                continue;
            }

            inBrackets = pattern[i] == '[' || (inBrackets && pattern[i] != ']');
            text.Append(pattern[i]);
        }

        return text.ToString();
    }
}

/// <summary>A shape with strings inside.</summary>
internal interface IElements<in T>
{
    IEnumerable<string> Texts(T value);
}
