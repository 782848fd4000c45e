namespace Strongroom.Access;

/// <summary>One statement of a policy.</summary>
public sealed class Statement
{
    /// <summary>The policy it stands in.</summary>
    public Policy Policy { get; internal set; } = null!;

    /// <summary>Its place in the document, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its Sid, if it has one.</summary>
    public string? Sid { get; init; }

    /// <summary>True for Deny.</summary>
    public required bool Denies { get; init; }

    internal PrincipalSet? Principals { get; init; }

    /// <summary>Lower-case patterns; null for none, which a key policy may have.</summary>
    internal Template[]? Actions { get; init; }

    internal bool NotActions { get; init; }

    /// <summary>Null in a trust policy, which is about its role, and in a key policy's statement without effect.</summary>
    internal Template[]? Resources { get; init; }

    internal bool NotResources { get; init; }

    internal Condition[] Conditions { get; init; } = [];

    internal Statement Bind(IReadOnlyDictionary<string, string> ids) => new()
    {
        Index = Index,
        Sid = Sid,
        Denies = Denies,
        Principals = Principals?.Bind(ids),
        Actions = Actions,
        NotActions = NotActions,
        Resources = Resources,
        NotResources = NotResources,
        Conditions = Conditions,
    };

    internal bool IsAbout(ActionName action)
    {
        if (Actions is null) return false;
        foreach (var pattern in Actions)
            if (pattern.MatchesConstant(action.Lower)) return !NotActions;
        return NotActions;
    }

    /// <summary>Resource and Condition; the action has been looked at, the principal is looked at by the evaluator.</summary>
    internal bool Applies(in Scope scope) => Covers(scope.Resource, scope) && Holds(scope);

    private bool Covers(string resource, in Scope scope)
    {
        if (Resources is null) return Policy.Kind == PolicyKind.Trust;
        foreach (var pattern in Resources)
            if (pattern.Matches(resource, scope)) return !NotResources;
        return NotResources;
    }

    private bool Holds(in Scope scope)
    {
        foreach (var condition in Conditions)
            if (!condition.Holds(scope)) return false;
        return true;
    }
}
