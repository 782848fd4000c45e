using System.Collections.Frozen;

namespace Strongroom.Access;

/// <summary>The operators by name: set operator, comparison, IfExists.</summary>
internal static class ConditionOperator
{
    private const string ForAll = "ForAllValues:", ForAny = "ForAnyValue:", Suffix = "IfExists";

    private static readonly FrozenDictionary<string, (bool Negated, Compile Compile)> Known = new Dictionary<string, (bool, Compile)>
    {
        ["StringEquals"] = (false, Text),
        ["StringNotEquals"] = (true, Text),
        ["StringEqualsIgnoreCase"] = (false, Caseless),
        ["StringNotEqualsIgnoreCase"] = (true, Caseless),
        ["StringLike"] = (false, Like),
        ["StringNotLike"] = (true, Like),
        ["NumericEquals"] = (false, Numeric(Order.Equal)),
        ["NumericNotEquals"] = (true, Numeric(Order.Equal)),
        ["NumericLessThan"] = (false, Numeric(Order.Less)),
        ["NumericLessThanEquals"] = (false, Numeric(Order.LessOrEqual)),
        ["NumericGreaterThan"] = (false, Numeric(Order.Greater)),
        ["NumericGreaterThanEquals"] = (false, Numeric(Order.GreaterOrEqual)),
        ["DateEquals"] = (false, Date(Order.Equal)),
        ["DateNotEquals"] = (true, Date(Order.Equal)),
        ["DateLessThan"] = (false, Date(Order.Less)),
        ["DateLessThanEquals"] = (false, Date(Order.LessOrEqual)),
        ["DateGreaterThan"] = (false, Date(Order.Greater)),
        ["DateGreaterThanEquals"] = (false, Date(Order.GreaterOrEqual)),
        ["Bool"] = (false, Flag),
        ["BinaryEquals"] = (false, Binary),
        ["IpAddress"] = (false, Address),
        ["NotIpAddress"] = (true, Address),
        ["ArnEquals"] = (false, Arn),
        ["ArnLike"] = (false, Arn),
        ["ArnNotEquals"] = (true, Arn),
        ["ArnNotLike"] = (true, Arn),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private delegate Operands Compile(IReadOnlyList<string> values, bool variables);

    /// <summary>Compiles the conditions of one operator on one key.</summary>
    /// <exception cref="MalformedPolicyException">There is no such operator, or a value is none of its kind.</exception>
    public static Condition Create(string name, ConditionKey key, IReadOnlyList<string> values, bool variables)
    {
        if (name == "Null") return Null(key, values);
        var quantifier = Quantifier.One;
        if (name.StartsWith(ForAll, StringComparison.Ordinal)) (quantifier, name) = (Quantifier.All, name[ForAll.Length..]);
        else if (name.StartsWith(ForAny, StringComparison.Ordinal)) (quantifier, name) = (Quantifier.Any, name[ForAny.Length..]);
        var ifExists = name.EndsWith(Suffix, StringComparison.Ordinal);
        if (ifExists) name = name[..^Suffix.Length];
        if (!Known.TryGetValue(name, out var known)) throw Malformed();
        return new Comparison(key, quantifier, ifExists, known.Negated, known.Compile(values, variables));
    }

    /// <summary>True for a name that <see cref="Create"/> knows.</summary>
    public static bool Exists(string name) => name == "Null" || Known.ContainsKey(Bare(name));

    private static string Bare(string name)
    {
        if (name.StartsWith(ForAll, StringComparison.Ordinal)) name = name[ForAll.Length..];
        else if (name.StartsWith(ForAny, StringComparison.Ordinal)) name = name[ForAny.Length..];
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static Presence Null(ConditionKey key, IReadOnlyList<string> values)
    {
        bool missing = false, present = false;
        foreach (var value in values)
        {
            if (!BoolOperands.TryParse(value, out var flag)) throw Malformed();
            missing |= flag;
            present |= !flag;
        }

        return new(key, missing, present);
    }

    private static TextOperands Text(IReadOnlyList<string> values, bool variables) => new(Templates(values, variables, wildcards: false));

    private static TextOperands Like(IReadOnlyList<string> values, bool variables) => new(Templates(values, variables, wildcards: true));

    private static CaselessOperands Caseless(IReadOnlyList<string> values, bool variables) => new(Templates(values, variables, wildcards: false));

    private static ArnOperands Arn(IReadOnlyList<string> values, bool variables) => new(Templates(values, variables, wildcards: true));

    private static Template[] Templates(IReadOnlyList<string> values, bool variables, bool wildcards) =>
        [.. values.Select(v => Template.Parse(v, variables, wildcards))];

    private static Compile Numeric(Order order) => (values, _) =>
        new NumericOperands([.. values.Select(v => NumericOperands.TryParse(v, out var n) ? n : throw Malformed())], order);

    private static Compile Date(Order order) => (values, _) =>
        new DateOperands([.. values.Select(v => Instant.TryParse(v, out var t) ? t : throw new MalformedPolicyException(PolicyTexts.Legacy))], order);

    private static BoolOperands Flag(IReadOnlyList<string> values, bool variables)
    {
        bool matchesTrue = false, matchesFalse = false;
        foreach (var value in values)
        {
            if (!BoolOperands.TryParse(value, out var flag)) throw Malformed();
            matchesTrue |= flag;
            matchesFalse |= !flag;
        }

        return new(matchesTrue, matchesFalse);
    }

    private static BinaryOperands Binary(IReadOnlyList<string> values, bool variables) =>
        new([.. values.Select(v => BinaryOperands.TryParse(v, out var bytes) ? bytes : throw Malformed())]);

    private static AddressOperands Address(IReadOnlyList<string> values, bool variables) =>
        new([.. values.Select(v => AddressRange.TryParse(v, out var range) ? range : throw Malformed())]);

    private static MalformedPolicyException Malformed() => new(PolicyTexts.Syntax);
}
