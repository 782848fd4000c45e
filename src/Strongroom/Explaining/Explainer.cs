using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Iam;
using Strongroom.Kms;
using Strongroom.Storage;

namespace Strongroom.Explaining;

/// <summary>Asks how a call would be decided.</summary>
/// <param name="Principal">The ARN of a root, user, role or role session.</param>
/// <param name="Action">Such as <c>kms:Decrypt</c>.</param>
/// <param name="Resource">Its ARN; <c>*</c> for none.</param>
/// <param name="Context">Condition keys of the call.</param>
public sealed record ExplainRequest(string Principal, string Action, string Resource, IReadOnlyDictionary<string, string> Context);

/// <summary>How it would be decided, and why.</summary>
/// <param name="Allowed">True when it would be allowed.</param>
/// <param name="Decided">What decided: a statement and the policy it stands in, a grant, or what was missing.</param>
/// <param name="Denial">What the caller would read; null when allowed.</param>
/// <param name="Missing">Condition keys that policies asked for and the call did not have.</param>
public sealed record Explanation(bool Allowed, string Decided, string? Denial, IReadOnlyList<string> Missing);

/// <summary>A refused call, and how it would be decided now.</summary>
/// <param name="Time">When it was refused.</param>
/// <param name="Refused">What the caller read.</param>
/// <param name="Asked">What the record tells of the call.</param>
/// <param name="Now">How that is decided by what is attached now.</param>
public sealed record ExplainedEvent(DateTimeOffset Time, string Refused, ExplainRequest Asked, Explanation Now);

/// <summary>Says why a call is allowed or denied: the same evaluator over the same records as decide the call itself.</summary>
public sealed class Explainer(Records records, IAuditJournal journal)
{
    private readonly PrincipalStore principals = new(records);
    private readonly GrantStore grants = new(records);

    /// <summary>Decides a call that nobody makes.</summary>
    /// <exception cref="UsageException">There is no such principal or key.</exception>
    public async ValueTask<Explanation> ExplainAsync(ExplainRequest asked, CancellationToken cancellation)
    {
        var caller = await CallerOfAsync(asked.Principal, cancellation);
        var key = await FindKeyAsync(asked.Resource, cancellation);
        var principal = await principals.FindAsync(caller, cancellation);
        var keys = new ExplainedKeys(asked.Context, caller, principal, key is null ? null : new KeyAccess { Key = key });
        var request = new AccessRequest
        {
            Caller = caller,
            Action = ActionName.Passing(asked.Action),
            Resource = asked.Resource,
            ResourceAccount = AccountOf(asked.Resource) ?? caller.Account,
            ResourcePolicy = key is null ? null : (await records.GetPolicyAsync(key, cancellation)).Value.Compiled,
            Grants = key is null ? null : await grants.FindForAsync(key, caller, cancellation),
            Keys = keys,
        };
        var decision = Evaluator.Decide(request, principal);
        return new(decision.IsAllowed, decision.Explain(), decision.IsAllowed ? null : decision.Denial(request), keys.Missing);
    }

    /// <summary>Decides a refused call again, by what is attached now.</summary>
    /// <param name="id">The id of its event or of its request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UsageException">There is no such event, or it was no denial.</exception>
    public async ValueTask<ExplainedEvent> ExplainEventAsync(string id, CancellationToken cancellation)
    {
        var query = new LookupQuery
        {
            Attribute = new(LookupKey.AnyId, id),
            Start = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.MaxValue,
            Limit = 50,
        };
        string? other = null;
        while (true)
        {
            var page = await journal.FindAsync(query, cancellation);
            foreach (var found in page.Events)
            {
                if (RecordedDenial.Read(found.Record) is { } denial)
                    return new(found.Summary.EventTime, denial.Text, denial.Question, await ExplainAsync(denial.Question, cancellation));
                other = found.Summary.EventName;
            }

            if (page.Next is null) throw new UsageException(other is null ? $"There is no event of that id: {id}" : $"That {other} was no denial.");
            query = query with { Before = page.Next };
        }
    }

    private static string? AccountOf(string arn) => arn.Split(':') is ["arn", _, _, _, { Length: 12 } account, ..] ? account : null;

    private async ValueTask<KmsKey?> FindKeyAsync(string arn, CancellationToken cancellation)
    {
        if (arn.Split(':', 6) is not ["arn", "aws", "kms", var region, var account, var rest]) return null;
        if (!rest.StartsWith("key/", StringComparison.Ordinal)) return null;
        var found = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(account, region, rest[4..]), cancellation);
        return found?.Value ?? throw new UsageException($"There is no key {arn}.");
    }

    private async ValueTask<Caller> CallerOfAsync(string arn, CancellationToken cancellation)
    {
        var parts = arn.Split(':', 6);
        if (parts is ["arn", "aws", "iam", "", var account, "root"]) return Caller.Root(account, null);
        if (EntityArn.Parse(arn) is { Noun: "user" } user
            && (await records.FindAsync(User.Records, User.RecordKeyOf(user.Account, user.Name), cancellation))?.Value is { } found && found.Arn == arn)
            return new() { Account = found.Account, Arn = arn, Type = CallerType.IamUser, UserId = found.Id, UserName = found.Name };

        var (owner, name, session) = parts is ["arn", "aws", "sts", "", var of, var rest] && rest.Split('/') is ["assumed-role", var assumed, var named]
            ? (of, assumed, named)
            : EntityArn.Parse(arn) is { Noun: "role" } role ? (role.Account, role.Name, "explained") : default;
        if (name is null || (await records.FindAsync(Role.Records, Role.RecordKeyOf(owner, name), cancellation))?.Value is not { } behind)
            throw new UsageException($"There is no root, user, role or role session {arn}.");
        return new()
        {
            Account = behind.Account,
            Arn = $"arn:aws:sts::{behind.Account}:assumed-role/{behind.Name}/{session}",
            Type = CallerType.AssumedRole,
            UserId = $"{behind.Id}:{session}",
            RoleArn = behind.Arn,
        };
    }

    /// <summary>The keys that the question gives, then those that follow from the caller and the resource.</summary>
    private sealed class ExplainedKeys(IReadOnlyDictionary<string, string> given, Caller caller, PrincipalPolicies principal, IConditionKeys? resource)
        : IConditionKeys
    {
        private readonly SortedSet<string> missing = new(StringComparer.OrdinalIgnoreCase);

        public IReadOnlyList<string> Missing => [.. missing];

        public ContextValue Find(ConditionKey key)
        {
            foreach (var (name, value) in given)
                if (key.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            if (CallKeys.TryFindOfCaller(key, caller, principal, out var found) && found.Count > 0) return found;
            found = resource?.Find(key) ?? ContextValue.Missing;
            if (found.Count == 0) missing.Add(key.Written);
            return found;
        }
    }
}
