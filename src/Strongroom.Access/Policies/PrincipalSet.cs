namespace Strongroom.Access;

/// <summary>Someone whom a policy names.</summary>
/// <param name="Type"><c>AWS</c>, <c>Service</c>, <c>Federated</c> or <c>CanonicalUser</c>.</param>
/// <param name="Value">As the policy has it; <c>*</c> for everyone.</param>
public readonly record struct PolicyPrincipal(string Type, string Value)
{
    /// <summary>True when this names an account as a whole: its root's ARN or its twelve digits.</summary>
    public bool IsAccount => Type == "AWS" && AccountOf(Value) is not null;

    internal static string? AccountOf(string value)
    {
        if (value.Length == 12 && !value.AsSpan().ContainsAnyExceptInRange('0', '9')) return value;
        const string Head = "arn:aws:iam::", Tail = ":root";
        return value.Length == Head.Length + 12 + Tail.Length && value.StartsWith(Head, StringComparison.Ordinal)
            && value.EndsWith(Tail, StringComparison.Ordinal) && !value.AsSpan(Head.Length, 12).ContainsAnyExceptInRange('0', '9')
            ? value.Substring(Head.Length, 12) : null;
    }
}

/// <summary>How a policy's principal fits a caller, from not at all to by its own name.</summary>
internal enum PrincipalMatch
{
    None,

    /// <summary>The caller's account is named: whatever the account's own policies allow.</summary>
    Account,

    /// <summary>The role or user behind the session is named: still limited by boundary and session policy.</summary>
    Issuer,

    /// <summary>The caller itself, or everyone.</summary>
    Direct,
}

/// <summary>A Principal or NotPrincipal element.</summary>
internal sealed class PrincipalSet(IReadOnlyList<PolicyPrincipal> named, bool not, IReadOnlyDictionary<string, string>? ids = null)
{
    private readonly Entry[] entries =
        [.. named.Select(p => new Entry(p, p.Type == "AWS" ? PolicyPrincipal.AccountOf(p.Value) : null, p.Type == "AWS" ? ids?.GetValueOrDefault(p.Value) : null))];

    public IReadOnlyList<PolicyPrincipal> Named => named;

    /// <summary>The same element, whose ARNs mean the users and roles of these unique ids and nobody else.</summary>
    public PrincipalSet Bind(IReadOnlyDictionary<string, string> to) => new(named, not, to);

    /// <summary>How the element covers the caller.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="hasBoundary">NotPrincipal never spares a principal that has a boundary.</param>
    public PrincipalMatch Match(Caller caller, bool hasBoundary)
    {
        if (not) return !hasBoundary && SparesAll(caller) ? PrincipalMatch.None : PrincipalMatch.Direct;
        var best = PrincipalMatch.None;
        foreach (ref readonly var entry in entries.AsSpan())
        {
            var match = Match(entry, caller);
            if (match > best) best = match;
            if (best == PrincipalMatch.Direct) break;
        }

        return best;
    }

    // A Deny with NotPrincipal spares only who is named in full: the caller, the role behind it, and the account.
    private bool SparesAll(Caller caller)
    {
        bool self = false, issuer = Issuer(caller) is null, account = caller.Type is CallerType.AwsService or CallerType.WebIdentityUser;
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Principal.Value == "*") return true;
            var match = Match(entry, caller);
            self |= match == PrincipalMatch.Direct;
            issuer |= match == PrincipalMatch.Issuer;
            account |= entry.Account is not null && entry.Account == caller.Account;
        }

        return self && issuer && account;
    }

    private static string? Issuer(Caller caller) => caller.RoleArn ?? caller.FederatedBy;

    private static PrincipalMatch Match(in Entry entry, Caller caller)
    {
        var match = Match(entry.Principal, entry.Account, caller);
        return match == PrincipalMatch.None || entry.Id is null || caller.Is(entry.Id) ? match : PrincipalMatch.None;
    }

    private static PrincipalMatch Match(PolicyPrincipal principal, string? account, Caller caller)
    {
        var value = principal.Value;
        switch (principal.Type)
        {
            case "Service":
                return caller.Type == CallerType.AwsService && value == caller.ServiceName ? PrincipalMatch.Direct : PrincipalMatch.None;
            case "Federated":
                return caller.Type == CallerType.WebIdentityUser && value == caller.FederatedProvider ? PrincipalMatch.Direct : PrincipalMatch.None;
            case "AWS":
                break;
            default:
                return PrincipalMatch.None;
        }

        if (value == "*") return PrincipalMatch.Direct;
        if (caller.Type is CallerType.AwsService or CallerType.WebIdentityUser or CallerType.Anonymous) return PrincipalMatch.None;
        if (account is not null)
        {
            if (account != caller.Account) return PrincipalMatch.None;
            return caller.Type == CallerType.Root ? PrincipalMatch.Direct : PrincipalMatch.Account;
        }

        if (value == caller.Arn || value == caller.UserId) return PrincipalMatch.Direct;
        if (value == Issuer(caller)) return PrincipalMatch.Issuer;

        // AROA… names the role behind AROA…:session, also after another role took its name.
        return caller.Is(value) ? PrincipalMatch.Issuer : PrincipalMatch.None;
    }

    private readonly record struct Entry(PolicyPrincipal Principal, string? Account, string? Id);
}
