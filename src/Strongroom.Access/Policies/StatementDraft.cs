namespace Strongroom.Access;

/// <summary>A statement as it was read, before it is compiled.</summary>
internal sealed class StatementDraft
{
    public string? Sid { get; set; }

    public bool? Denies { get; set; }

    /// <summary>The effect's word is in the wrong case.</summary>
    public bool HasOddEffect { get; set; }

    public List<PolicyPrincipal>? Principals { get; set; }

    public bool NotPrincipals { get; set; }

    public List<string>? Actions { get; set; }

    public bool NotActions { get; set; }

    public List<string>? Resources { get; set; }

    public bool NotResources { get; set; }

    public List<ConditionDraft> Conditions { get; set; } = [];
}

/// <summary>One operator on one key, as it was read.</summary>
internal readonly record struct ConditionDraft(string Operator, string Key, List<string> Values);
