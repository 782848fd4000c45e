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

/// <summary>The member never goes into an audit record (secrets are left out by their type already).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>AWS's spelling of an enumeration's value.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WireNameAttribute(string name) : Attribute
{
    /// <summary>The spelling on the wire.</summary>
    public string Name => name;
}

/// <summary>An enumeration's value as it came: known or not, so that an unknown one can be refused in AWS's words.</summary>
public readonly record struct Wire<TEnum>(string Text, TEnum? Known) where TEnum : struct, Enum
{
    /// <summary>The value; the constraint check has refused unknown ones before an operation runs.</summary>
    public TEnum Value => Known ?? throw new InvalidOperationException("An unknown enumeration value passed the constraint check.");
}
