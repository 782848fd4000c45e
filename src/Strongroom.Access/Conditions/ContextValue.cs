namespace Strongroom.Access;

/// <summary>What a request has under a condition key: nothing, one value, or several. Missing is missing: never an empty string in its place.</summary>
public readonly struct ContextValue
{
    private readonly object? value;

    private ContextValue(object? value) => this.value = value;

    /// <summary>The request does not have the key.</summary>
    public static ContextValue Missing => default;

    /// <summary>How many values there are. A key with an empty list is the same as a missing one.</summary>
    public int Count => value switch { null => 0, string => 1, _ => ((IReadOnlyList<string>)value).Count };

    /// <summary>One of the values.</summary>
    public string this[int index] => value as string ?? ((IReadOnlyList<string>)value!)[index];

    /// <summary>Several values; missing for null.</summary>
    public static ContextValue Of(IReadOnlyList<string>? values) => new(values);

    /// <summary>One value; missing for null.</summary>
    public static ContextValue Of(string? text) => new(text);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static ContextValue Of(bool flag) => new(flag ? "true" : "false");

    /// <summary>One value; missing for null.</summary>
    public static implicit operator ContextValue(string? text) => new(text);
}

/// <summary>
/// Where a decision finds the condition keys of one call. A service answers from what it has at hand, such as a key's record and the request, and only
/// for the keys that a policy asks about: nothing is gathered beforehand.
/// </summary>
/// <remarks>
/// Asked by <see cref="ConditionKey.Family"/> or <see cref="ConditionKey.Name"/> in a switch. Keys about the caller and the connection
/// (<c>aws:PrincipalArn</c>, <c>aws:SourceIp</c>, <c>kms:CallerAccount</c>, <c>kms:ViaService</c> …) are not asked for: the evaluator knows them.
/// </remarks>
public interface IConditionKeys
{
    /// <summary>The value under the key; missing unless the request really has it.</summary>
    ContextValue Find(ConditionKey key);
}
