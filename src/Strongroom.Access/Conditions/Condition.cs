namespace Strongroom.Access;

/// <summary>One operator with one key and the policy's values for it.</summary>
internal abstract class Condition(ConditionKey key)
{
    public ConditionKey Key => key;

    public abstract bool Holds(in Scope scope);
}

/// <summary>Null: the key is missing (<c>true</c>), or there with a value (<c>false</c>).</summary>
internal sealed class Presence(ConditionKey key, bool whenMissing, bool whenPresent) : Condition(key)
{
    public override bool Holds(in Scope scope) => scope.Find(Key).Count == 0 ? whenMissing : whenPresent;
}

/// <summary>How an operator treats a key of several values.</summary>
internal enum Quantifier
{
    /// <summary>As ForAnyValue, but a negated operator holds only if no value matches.</summary>
    One,

    /// <summary>ForAllValues: holds also when there is no value.</summary>
    All,

    /// <summary>ForAnyValue: fails when there is no value.</summary>
    Any,
}

/// <summary>Every operator but Null. The policy's values are alternatives; for a negated operator, none of them may match.</summary>
internal sealed class Comparison(ConditionKey key, Quantifier quantifier, bool ifExists, bool negated, Operands operands) : Condition(key)
{
    public override bool Holds(in Scope scope)
    {
        var values = scope.Find(Key);
        if (values.Count == 0)
            return quantifier switch { Quantifier.All => true, Quantifier.Any => false, _ => ifExists || negated };

        return quantifier switch
        {
            Quantifier.All => !Some(values, !negated, scope),
            Quantifier.Any => Some(values, negated, scope),
            _ => Some(values, false, scope) != negated,
        };
    }

    /// <summary>Some value matches, or with <paramref name="fails"/>, fails to match.</summary>
    private bool Some(ContextValue values, bool fails, in Scope scope)
    {
        for (var i = 0; i < values.Count; i++)
            if (operands.Match(values[i], scope) != fails) return true;
        return false;
    }
}

/// <summary>The policy's values for one key.</summary>
internal abstract class Operands
{
    /// <summary>True when some of the policy's values fits the request's value.</summary>
    public abstract bool Match(string value, in Scope scope);
}
