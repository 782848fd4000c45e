namespace Strongroom.Access;

/// <summary>How a decision ended.</summary>
public enum Outcome
{
    /// <summary>Nothing allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement denies it.</summary>
    ExplicitDeny,

    /// <summary>Allowed.</summary>
    Allow,
}

/// <summary>The kind of thing that decided: what denied, what was missing, or what allowed.</summary>
public enum Basis
{
    /// <summary>An identity-based policy.</summary>
    IdentityPolicy,

    /// <summary>A policy on the resource.</summary>
    ResourcePolicy,

    /// <summary>The permissions boundary.</summary>
    PermissionsBoundary,

    /// <summary>The session's policy.</summary>
    SessionPolicy,

    /// <summary>An organisation's policy.</summary>
    ServiceControlPolicy,

    /// <summary>A grant on the key.</summary>
    Grant,

    /// <summary>The account's root, which needs no identity-based policy.</summary>
    Root,
}

/// <summary>A decision and what it rests on.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Basis">What kind of thing decided.</param>
/// <param name="Statement">The statement that denied or allowed; null for an implicit denial, a grant, or a root.</param>
/// <param name="Grant">The grant that allowed.</param>
public readonly record struct Decision(Outcome Outcome, Basis Basis, Statement? Statement = null, Grant? Grant = null)
{
    /// <summary>True when the call may go on.</summary>
    public bool IsAllowed => Outcome == Outcome.Allow;

    /// <summary>AWS's text for a refusal.</summary>
    public string Denial(in AccessRequest request)
    {
        var text = $"User: {request.Caller.Arn} is not authorized to perform: {request.Action} on resource: {request.Resource}";
        var (article, kind) = Basis switch
        {
            Basis.ResourcePolicy or Basis.Grant => ("a", "resource-based policy"),
            Basis.PermissionsBoundary => ("a", "permissions boundary"),
            Basis.SessionPolicy => ("a", "session policy"),
            Basis.ServiceControlPolicy => ("a", "service control policy"),
            _ => ("an", "identity-based policy"),
        };
        return Outcome == Outcome.ExplicitDeny
            ? $"{text} with an explicit deny in {article} {kind}"
            : $"{text} because no {kind} allows the {request.Action} action";
    }

    /// <summary>One line for <c>strongroom explain</c>: what decided, and where it stands.</summary>
    public string Explain()
    {
        var where = Statement is { } s ? $"statement {s.Index + 1}{(s.Sid is null ? "" : $" \"{s.Sid}\"")} of {s.Policy.Name ?? s.Policy.Kind.ToString()}"
            : Grant is { } g ? $"grant {g.Id}" : null;
        return where is null ? $"{Outcome} ({Basis})" : $"{Outcome} ({Basis}): {where}";
    }
}
