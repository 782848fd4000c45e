namespace Strongroom.Aws;

/// <summary>The member must be there: "Value null at 'keyId' failed to satisfy constraint: Member must not be null".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>Bounds on a string's characters, a blob's bytes or a list's or map's entries.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int min, int max) : Attribute
{
    /// <summary>The least.</summary>
    public int Min => min;

    /// <summary>The most.</summary>
    public int Max => max;
}

/// <summary>Bounds on a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(long min, long max) : Attribute
{
    /// <summary>The least.</summary>
    public long Min => min;

    /// <summary>The most.</summary>
    public long Max => max;
}

/// <summary>A regular expression that the whole string must match, as AWS's model prints it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string expression) : Attribute
{
    /// <summary>The expression; run without backtracking.</summary>
    public string Expression => expression;
}

/// <summary>Bounds on the characters of each string in a list, or of each value of a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ElementLengthAttribute(int min, int max) : Attribute
{
    /// <summary>The least.</summary>
    public int Min => min;

    /// <summary>The most.</summary>
    public int Max => max;
}

/// <summary>A regular expression that each string in a list, or each value of a map, must match whole.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ElementPatternAttribute(string expression) : Attribute
{
    /// <summary>The expression; run without backtracking.</summary>
    public string Expression => expression;
}

/// <summary>The member never goes into an audit record or an error text (secrets are left out by their type already).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>
/// A <c>KeyMaterial</c> that is text on the wire, not base64: its bytes are the text's UTF-8, which is also what its length counts.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretTextAttribute : Attribute;
