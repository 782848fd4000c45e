namespace Strongroom.Access;

/// <summary>Decides as AWS does: a pure function of the request and of what is attached to the caller.</summary>
/// <remarks>
/// A Deny that applies wins wherever it stands. Else, within one account, a resource's policy that names the caller itself decides at once; one that
/// names the role behind it is still limited by boundary and session; one that names the account leaves it to the identity's policies. A key policy
/// or trust policy must name one of the three, for roots too. Across accounts both sides must allow. A grant allows like a statement of the key policy,
/// and across accounts by itself. A condition or variable whose key is missing never becomes an empty string.
/// </remarks>
public static class Evaluator
{
    /// <summary>Decides <paramref name="request"/> for a caller to whom <paramref name="principal"/> is attached.</summary>
    public static Decision Decide(in AccessRequest request, PrincipalPolicies principal)
    {
        var scope = new Scope(in request, principal);
        var action = request.Action;
        var caller = request.Caller;

        var inControl = true;
        foreach (var level in principal.ServiceControlSpan)
        {
            var control = new Sweep();
            foreach (var policy in level) control.Look(policy, action, scope);
            if (control.Denying is { } no) return Denied(Basis.ServiceControlPolicy, no);
            inControl &= control.Allowing is not null;
        }

        var resource = new ResourceSweep();
        if (request.ResourcePolicy is { } attached) resource.Look(attached, action, scope);
        if (resource.Denying is { } denying) return Denied(Basis.ResourcePolicy, denying);

        var identity = new Sweep();
        foreach (var policy in principal.IdentitySpan) identity.Look(policy, action, scope);
        if (identity.Denying is not null) return Denied(Basis.IdentityPolicy, identity.Denying);

        var boundary = new Sweep();
        if (principal.Boundary is { } limit) boundary.Look(limit, action, scope);
        if (boundary.Denying is not null) return Denied(Basis.PermissionsBoundary, boundary.Denying);

        var session = new Sweep();
        var sessionPolicies = caller.Session?.Policies;
        if (sessionPolicies is not null)
            for (var i = 0; i < sessionPolicies.Count; i++) session.Look(sessionPolicies[i], action, scope);
        if (session.Denying is not null) return Denied(Basis.SessionPolicy, session.Denying);

        if (!inControl) return new(Outcome.ImplicitDeny, Basis.ServiceControlPolicy);
        var limits = new Limits(principal.Boundary is null || boundary.Allowing is not null, sessionPolicies is null || session.Allowing is not null);
        var own = caller is { Type: CallerType.Root } or { Type: CallerType.FederatedUser, FederatedBy: null } ? new Decision(Outcome.Allow, Basis.Root)
            : identity.Allowing is not null ? new(Outcome.Allow, Basis.IdentityPolicy, identity.Allowing)
            : new(Outcome.ImplicitDeny, Basis.IdentityPolicy);
        return Combine(request, resource, FindGrant(request, scope, out var granted), granted, own, limits);
    }

    private static Decision Combine(
        in AccessRequest request, in ResourceSweep resource, Grant? grant, PrincipalMatch granted, in Decision own, Limits limits)
    {
        var byPolicy = new Decision(Outcome.Allow, Basis.ResourcePolicy, resource.Allowing);
        var byGrant = new Decision(Outcome.Allow, Basis.Grant, null, grant);
        var isLocal = request.Caller.Account == request.ResourceAccount;
        var standsAlone = request.Caller.Type is CallerType.AwsService or CallerType.Anonymous or CallerType.WebIdentityUser;

        if (resource.Match == PrincipalMatch.Direct && (isLocal || standsAlone)) return byPolicy;
        if (granted == PrincipalMatch.Direct) return byGrant;
        if (standsAlone) return new(Outcome.ImplicitDeny, Basis.ResourcePolicy);
        if (granted == PrincipalMatch.Issuer) return limits.Apply(byGrant);
        if (resource.Match == PrincipalMatch.Issuer && isLocal) return limits.Apply(byPolicy);

        // What is left needs the identity's own policies; and a resource of another account, a key and a role must have let them count.
        var mustName = !isLocal || request.ResourcePolicy?.Kind is PolicyKind.Key or PolicyKind.Trust;
        if (mustName && resource.Match == PrincipalMatch.None && granted == PrincipalMatch.None)
            return new(Outcome.ImplicitDeny, Basis.ResourcePolicy);
        return own.IsAllowed ? limits.Apply(own) : own;
    }

    private static Decision Denied(Basis basis, Statement statement) => new(Outcome.ExplicitDeny, basis, statement);

    private static Grant? FindGrant(in AccessRequest request, in Scope scope, out PrincipalMatch best)
    {
        best = PrincipalMatch.None;
        Grant? found = null;
        for (var i = 0; i < (request.Grants?.Count ?? 0); i++)
        {
            var grant = request.Grants![i];
            var match = grant.Match(request.Action, request.Caller, scope);
            if (match <= best) continue;
            (best, found) = (match, grant);
        }

        return found;
    }

    /// <summary>What some policies of one kind say together.</summary>
    private struct Sweep
    {
        public Statement? Allowing;
        public Statement? Denying;

        public void Look(Policy policy, ActionName action, in Scope scope)
        {
            foreach (var statement in policy.About(action))
            {
                if ((statement.Denies ? Denying : Allowing) is not null || !statement.Applies(scope)) continue;
                if (statement.Denies) Denying = statement;
                else Allowing = statement;
            }
        }
    }

    /// <summary>What the resource's policy says, and how closely it names the caller.</summary>
    private struct ResourceSweep
    {
        public PrincipalMatch Match;
        public Statement? Allowing;
        public Statement? Denying;

        public void Look(Policy policy, ActionName action, in Scope scope)
        {
            var hasBoundary = scope.Principal.Boundary is not null;
            foreach (var statement in policy.About(action))
            {
                var match = statement.Principals?.Match(scope.Caller, hasBoundary) ?? PrincipalMatch.None;
                if (match == PrincipalMatch.None || (!statement.Denies && match <= Match) || !statement.Applies(scope)) continue;
                if (statement.Denies) Denying ??= statement;
                else (Match, Allowing) = (match, statement);
            }
        }
    }

    private readonly record struct Limits(bool ByBoundary, bool BySession)
    {
        public Decision Apply(in Decision allowed) =>
            !ByBoundary ? new(Outcome.ImplicitDeny, Basis.PermissionsBoundary)
            : !BySession ? new(Outcome.ImplicitDeny, Basis.SessionPolicy)
            : allowed;
    }
}
