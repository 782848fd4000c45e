using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>A condition key of a simulated call.</summary>
public sealed record ContextEntry
{
    /// <summary>The key's name.</summary>
    [Length(5, 256)] public string? ContextKeyName { get; init; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<string>? ContextKeyValues { get; init; }

    /// <summary>What the values are: string, stringList, numeric and so on. The operators look at the text.</summary>
    public string? ContextKeyType { get; init; }
}

/// <summary>How one simulated call was decided.</summary>
public sealed record SimulatedDecision(
    string EvalActionName, string EvalResourceName, string EvalDecision, IReadOnlyList<MatchedStatement> MatchedStatements,
    IReadOnlyList<string> MissingContextValues, BoundaryDecision? PermissionsBoundaryDecisionDetail);

/// <summary>The statement that decided.</summary>
public sealed record MatchedStatement(string SourcePolicyId, string SourcePolicyType);

/// <summary>What the permissions boundary said.</summary>
public sealed record BoundaryDecision(bool AllowedByPermissionsBoundary);

/// <summary>Decides calls that nobody makes, with the evaluator that decides those that somebody does.</summary>
public sealed record Simulation(PrincipalPolicies Principal)
{
    /// <summary>Who would call.</summary>
    public Caller Caller { get; init; } = Caller.Root("000000000000", null);

    /// <summary>The account that would own the resources, as an ARN or its digits; the caller's where none is given.</summary>
    public string? ResourceOwner { get; init; }

    /// <summary>The condition keys of the calls.</summary>
    public IReadOnlyList<ContextEntry> Context { get; init; } = [];

    /// <summary>A simulation of what is attached to a principal, with further policies.</summary>
    /// <exception cref="FaultException">InvalidInput.</exception>
    public static Simulation Of(IReadOnlyList<string>? policies, IReadOnlyList<string>? boundaries, PrincipalPolicies principal)
    {
        if (boundaries?.Count > 1) throw IamFaults.InvalidInput("Only one permissions boundary can be given.");
        return new(new PrincipalPolicies
        {
            Identity = [.. principal.Identity, .. (policies ?? []).Select((p, i) =>
                PolicyDocuments.ForSimulation(PolicyKind.Identity, p, $"PolicyInputList.{i + 1}"))],
            Boundary = boundaries is [var boundary]
                ? PolicyDocuments.ForSimulation(PolicyKind.Boundary, boundary, "PermissionsBoundaryPolicyInputList.1") : principal.Boundary,
            Tags = principal.Tags,
        });
    }

    /// <summary>A caller as its ARN names it.</summary>
    /// <exception cref="FaultException">InvalidInput.</exception>
    public static Caller CallerOf(string arn, string account)
    {
        if (arn == $"arn:aws:iam::{account}:root") return Caller.Root(account, null);
        if (EntityArn.Parse(arn) is not { } named) throw IamFaults.InvalidInput($"Invalid Entity Arn: {arn}");
        var userName = named.Noun == "user" ? named.Name : null;
        return new() { Account = named.Account, Arn = arn, Type = CallerType.IamUser, UserId = arn, UserName = userName };
    }

    /// <summary>Decides every action on every resource.</summary>
    /// <exception cref="FaultException">InvalidInput.</exception>
    public IReadOnlyList<SimulatedDecision> Run(IReadOnlyList<string> actions, IReadOnlyList<string>? resources, string? resourcePolicy)
    {
        const int Most = 10_000;
        if ((long)actions.Count * Math.Max(resources?.Count ?? 1, 1) > Most)
            throw IamFaults.InvalidInput("Too many actions and resources.");
        var attached = resourcePolicy is null ? null : PolicyDocuments.ForSimulation(PolicyKind.Resource, resourcePolicy, "ResourcePolicy");
        return [.. actions.SelectMany(_ => resources is null or [] ? ["*"] : resources, (action, resource) =>
            Decide(action, resource, attached))];
    }

    private SimulatedDecision Decide(string action, string resource, Policy? resourcePolicy)
    {
        if (action != "*" && !action.Contains(':', StringComparison.Ordinal)) throw IamFaults.InvalidInput($"Invalid action: {action}");
        var keys = new SimulatedKeys(this);
        var request = new AccessRequest
        {
            Caller = Caller,
            Action = ActionName.Passing(action),
            Resource = resource,
            ResourceAccount = ResourceOwner is { } owner ? PolicyOwner(owner) : Caller.Account,
            ResourcePolicy = resourcePolicy,
            Keys = keys,
        };
        var decision = Evaluator.Decide(request, Principal);
        return new(
            action, resource,
            decision.Outcome switch { Outcome.Allow => "allowed", Outcome.ExplicitDeny => "explicitDeny", _ => "implicitDeny" },
            decision.Statement is { } statement ? [new(statement.Policy.Name ?? "policy", SourceOf(decision, statement.Policy))] : [],
            keys.Missing,
            Principal.Boundary is null ? null : new(decision.Basis != Basis.PermissionsBoundary));
    }

    private static string PolicyOwner(string owner) => owner.Split(':') is ["arn", _, _, _, var account, ..] ? account : owner;

    private static string SourceOf(Decision decision, Policy policy) => decision.Basis == Basis.ResourcePolicy ? "Resource Policy"
        : policy.Name?.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal) == true ? "AWS Managed Policy" : "IAM Policy";

    private sealed class SimulatedKeys(Simulation simulation) : IConditionKeys
    {
        private readonly SortedSet<string> missing = new(StringComparer.OrdinalIgnoreCase);

        public IReadOnlyList<string> Missing => [.. missing];

        public ContextValue Find(ConditionKey key)
        {
            foreach (var entry in simulation.Context)
                if (key.Name.Equals(entry.ContextKeyName, StringComparison.OrdinalIgnoreCase))
                    return ContextValue.Of(entry.ContextKeyValues);
            if (CallKeys.TryFindOfCaller(key, simulation.Caller, simulation.Principal, out var value) && value.Count > 0) return value;
            missing.Add(key.Written);
            return ContextValue.Missing;
        }
    }
}
