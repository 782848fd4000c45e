namespace Strongroom.Access;

/// <summary>An encryption context that a grant insists on: exactly these pairs, or at least these. Keys compare without regard to case, values with.</summary>
public sealed class GrantConstraints
{
    /// <summary>The most pairs a constraint may have.</summary>
    public const int MaxPairs = 8;

    private static readonly ConditionKey ContextKeys = ConditionKey.Of("kms:EncryptionContextKeys");

    private readonly (ConditionKey Key, string Value)[] pairs;

    private GrantConstraints(bool isExact, IReadOnlyDictionary<string, string> context)
    {
        (IsExact, Context) = (isExact, context);
        pairs = [.. context.Select(p => (ConditionKey.Of("kms:EncryptionContext:" + p.Key), p.Value))];
    }

    /// <summary>True for EncryptionContextEquals.</summary>
    public bool IsExact { get; }

    /// <summary>The pairs, as given.</summary>
    public IReadOnlyDictionary<string, string> Context { get; }

    /// <summary>EncryptionContextEquals.</summary>
    public static GrantConstraints Exactly(IReadOnlyDictionary<string, string> context) => new(true, context);

    /// <summary>EncryptionContextSubset.</summary>
    public static GrantConstraints AtLeast(IReadOnlyDictionary<string, string> context) => new(false, context);

    /// <summary>True when a grant under <paramref name="other"/> can reach nothing that one under this cannot.</summary>
    public bool Covers(GrantConstraints? other)
    {
        if (other is null || (IsExact && !(other.IsExact && other.pairs.Length == pairs.Length))) return false;
        foreach (var (key, value) in pairs)
            if (!other.pairs.Any(p => p.Key.Name == key.Name && p.Value == value)) return false;
        return true;
    }

    internal bool Hold(in Scope scope)
    {
        foreach (var (key, value) in pairs)
            if (scope.Find(key) is not { Count: 1 } found || found[0] != value) return false;
        return !IsExact || scope.Find(ContextKeys).Count == pairs.Length;
    }
}
