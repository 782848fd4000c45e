namespace Strongroom.Access;

/// <summary>What each kind of policy demands and forbids, and the compilation of a statement that passed.</summary>
internal static class PolicyRules
{
    private static readonly string[] TrustActions =
    [
        "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext",
    ];

    /// <exception cref="MalformedPolicyException">The statement breaks a rule of its kind.</exception>
    public static Statement Compile(StatementDraft draft, int index, PolicyKind kind, PolicyVersion version)
    {
        var variables = version == PolicyVersion.V2012;
        CheckPrincipals(draft, kind);
        CheckActions(draft, kind);
        CheckResources(draft, kind);
        return new()
        {
            Index = index,
            Sid = draft.Sid,
            Denies = draft.Denies is true,
            Principals = draft.Principals is null ? null : new(draft.Principals, draft.NotPrincipals),
            Actions = draft.Actions?.Select(a => Template.Parse(a.ToLowerInvariant(), variables: false, wildcards: true)).ToArray(),
            NotActions = draft.NotActions,
            Resources = draft.Resources?.Select(r => Template.Parse(r, variables, wildcards: true)).ToArray(),
            NotResources = draft.NotResources,
            Conditions = [.. draft.Conditions.Select(c => ConditionOperator.Create(c.Operator, ConditionKey.Of(c.Key), c.Values, variables))],
        };
    }

    /// <summary>What is checked of all statements before each for itself: effects, then Sids, unique, and letters and digits only in IAM's own policies.</summary>
    /// <exception cref="MalformedPolicyException">A statement breaks one of these rules.</exception>
    public static void CheckWhole(IReadOnlyList<StatementDraft> statements, PolicyKind kind)
    {
        if (statements.Any(s => s.HasOddEffect)) throw new MalformedPolicyException(PolicyTexts.Legacy);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var sid in statements.Select(s => s.Sid).Where(s => !string.IsNullOrEmpty(s)))
        {
            if (!seen.Add(sid!)) throw new MalformedPolicyException(PolicyTexts.DuplicateSid);
            if (kind is not (PolicyKind.Resource or PolicyKind.Key) && !sid!.All(char.IsAsciiLetterOrDigit))
                throw new MalformedPolicyException(PolicyTexts.BadSid);
        }
    }

    private static void CheckPrincipals(StatementDraft draft, PolicyKind kind)
    {
        if (kind is PolicyKind.Identity or PolicyKind.Boundary or PolicyKind.Session or PolicyKind.ServiceControl)
        {
            if (draft.Principals is not null) throw new MalformedPolicyException(PolicyTexts.PrincipalForbidden);
            return;
        }

        if (draft.Principals is null) throw new MalformedPolicyException(kind == PolicyKind.Trust ? PolicyTexts.TrustNoPrincipal : PolicyTexts.NoPrincipal);
        if (draft.Principals.Count == 0)
            throw new MalformedPolicyException(kind == PolicyKind.Trust ? PolicyTexts.TrustEmptyPrincipal : PolicyTexts.NoPrincipal);
        if (kind is PolicyKind.Resource) return;
        if (draft.NotPrincipals && draft.Denies is false) throw new MalformedPolicyException(PolicyTexts.AllowNotPrincipal);
        foreach (var (type, value) in draft.Principals)
            if (value.Length == 0 || (value != "*" && value.AsSpan().ContainsAny('*', '?')) || (value == "*" && type != "AWS"))
                throw new MalformedPolicyException(kind == PolicyKind.Trust ? PolicyTexts.InvalidTrustPrincipal(type, value) : PolicyTexts.InvalidPrincipal);
    }

    private static void CheckActions(StatementDraft draft, PolicyKind kind)
    {
        if (draft.Actions is null or [])
        {
            if (kind != PolicyKind.Key) throw new MalformedPolicyException(PolicyTexts.NoActions);
            draft.Actions = null;
            return;
        }

        foreach (var action in draft.Actions)
        {
            if (kind == PolicyKind.Trust && (draft.NotActions || !action.StartsWith("sts:", StringComparison.OrdinalIgnoreCase) || !IsTrustAction(action)))
                throw new MalformedPolicyException(PolicyTexts.TrustActions);
            if (action == "*") continue;
            var colon = action.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw new MalformedPolicyException(PolicyTexts.NoVendor);
            if (action.IndexOf(':', colon + 1) >= 0) throw new MalformedPolicyException(PolicyTexts.TwoColons);
            var vendor = action[..colon];
            if (vendor != "*" && (vendor.Length == 0 || !vendor.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')))
                throw new MalformedPolicyException(PolicyTexts.BadVendor(vendor));
        }
    }

    // A wildcard that covers only actions of assuming a role is one.
    private static bool IsTrustAction(string action)
    {
        var pattern = Template.Parse(action.ToLowerInvariant(), variables: false, wildcards: true);
        return TrustActions.Any(a => pattern.MatchesConstant(a.ToLowerInvariant()));
    }

    private static void CheckResources(StatementDraft draft, PolicyKind kind)
    {
        if (kind == PolicyKind.Trust)
        {
            if (draft.Resources is not null)
                throw new MalformedPolicyException(draft.NotResources ? PolicyTexts.TrustNotResource : PolicyTexts.TrustResource);
            return;
        }

        if (draft.Resources is null or [])
        {
            if (kind != PolicyKind.Key) throw new MalformedPolicyException(PolicyTexts.NoResources);
            draft.Resources = null;
            return;
        }

        foreach (var resource in draft.Resources) ResourceRules.Check(resource);
    }
}
