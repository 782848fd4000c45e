using System.Reflection;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// The limits of one member, as its attributes declare them: what the check is compiled from, and what tests generate both sides of.
/// </summary>
public sealed record MemberRules
{
    /// <summary>The member must be there.</summary>
    public bool Required { get; private init; }

    /// <summary>Bounds on characters, bytes or entries.</summary>
    public (int Min, int Max)? Length { get; private init; }

    /// <summary>Bounds on a number.</summary>
    public (long Min, long Max)? Range { get; private init; }

    /// <summary>The regular expression that a string must match whole.</summary>
    public string? Pattern { get; private init; }

    /// <summary>Bounds on the characters of each element.</summary>
    public (int Min, int Max)? ElementLength { get; private init; }

    /// <summary>The regular expression that each element must match whole.</summary>
    public string? ElementPattern { get; private init; }

    /// <summary>The spellings that an enumeration allows; null where the member is none. For lists, of each element.</summary>
    public IReadOnlyList<string>? EnumSet { get; private init; }

    /// <summary>The value stays out of error texts and audit records.</summary>
    public bool Sensitive { get; private init; }

    internal static MemberRules Of(PropertyInfo property, Shape shape)
    {
        var length = property.GetCustomAttribute<LengthAttribute>();
        var range = property.GetCustomAttribute<RangeAttribute>();
        var elementLength = property.GetCustomAttribute<ElementLengthAttribute>();
        return new()
        {
            Required = property.IsDefined(typeof(RequiredAttribute)),
            Length = length is null ? null : (length.Min, length.Max),
            Range = range is null ? null : (range.Min, range.Max),
            Pattern = property.GetCustomAttribute<PatternAttribute>()?.Expression,
            ElementLength = elementLength is null ? null : (elementLength.Min, elementLength.Max),
            ElementPattern = property.GetCustomAttribute<ElementPatternAttribute>()?.Expression,
            EnumSet = shape.EnumSet ?? shape.Element?.EnumSet,
            Sensitive = shape.IsSecret || property.IsDefined(typeof(NotAuditedAttribute)),
        };
    }
}
