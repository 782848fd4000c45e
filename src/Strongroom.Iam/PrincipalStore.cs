using System.Collections.Concurrent;
using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>
/// What is attached to a caller, compiled, and as exact as the record cache: each answer is checked against the records that it
/// was made from.
/// </summary>
/// <remarks>A warm answer costs a look-up of each of these few records and reads no disk.</remarks>
public sealed class PrincipalStore(Records records) : IPolicySource, IPrincipalIds
{
    private const int MostKept = 50_000;

    private readonly ConcurrentDictionary<string, Watched<PrincipalPolicies>> kept = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<PrincipalPolicies> FindAsync(Caller caller, CancellationToken cancellation)
    {
        var arn = caller.Type switch
        {
            CallerType.IamUser => caller.Arn,
            CallerType.AssumedRole => caller.RoleArn,
            CallerType.FederatedUser => caller.FederatedBy,
            _ => null,
        };
        if (arn is null) return new(PrincipalPolicies.None);
        if (!kept.TryGetValue(arn, out var known)) return CompileAsync(arn, cancellation);
        var current = known.IsCurrentAsync(records, cancellation);
        if (!current.IsCompletedSuccessfully) return CheckAsync(current, known, arn, cancellation);
        return current.Result ? new(known.Value) : CompileAsync(arn, cancellation);
    }

    /// <summary>What is attached to a user or role; nothing where there is none of that ARN.</summary>
    public ValueTask<PrincipalPolicies> FindAsync(string arn, CancellationToken cancellation) => CompileAsync(arn, cancellation);

    /// <inheritdoc/>
    public async ValueTask<string?> FindIdAsync(string arn, CancellationToken cancellation)
    {
        if (arn.Split(':', 6) is ["arn", "aws", "sts", "", var account, var rest] && rest.Split('/') is ["assumed-role", var name, var session])
        {
            var role = await records.FindAsync(Role.Records, Role.RecordKeyOf(account, name), cancellation);
            return role is null ? null : $"{role.Value.Id}:{session}";
        }

        return await FindEntityAsync(arn, new(records), cancellation) is (User or Role) and { } found ? found.Id : null;
    }

    /// <summary>True when there is a user, group or role of that ARN.</summary>
    public async ValueTask<bool> ExistsAsync(string arn, CancellationToken cancellation) =>
        await FindEntityAsync(arn, new(records), cancellation) is not null;

    private async ValueTask<PrincipalPolicies> CheckAsync(
        ValueTask<bool> current, Watched<PrincipalPolicies> known, string arn, CancellationToken cancellation) =>
        await current ? known.Value : await CompileAsync(arn, cancellation);

    private async ValueTask<PrincipalPolicies> CompileAsync(string arn, CancellationToken cancellation)
    {
        var watch = new RecordWatch(records);
        if (await FindEntityAsync(arn, watch, cancellation) is not { } entity) return PrincipalPolicies.None;
        var compiled = watch.Watch(await CompileAsync(entity, watch, cancellation));

        // When there are too many, all go; the busy ones are back at once.
        if (kept.Count >= MostKept) kept.Clear();
        kept[arn] = compiled;
        return compiled.Value;
    }

    private static async ValueTask<Entity?> FindEntityAsync(string arn, RecordWatch watch, CancellationToken cancellation)
    {
        if (EntityArn.Parse(arn) is not { } named) return null;
        Entity? entity = named.Noun switch
        {
            "user" => (await watch.FindAsync(User.Records, User.RecordKeyOf(named.Account, named.Name), cancellation))?.Value,
            "role" => (await watch.FindAsync(Role.Records, Role.RecordKeyOf(named.Account, named.Name), cancellation))?.Value,
            _ => (await watch.FindAsync(Group.Records, Group.RecordKeyOf(named.Account, named.Name), cancellation))?.Value,
        };
        return entity?.Arn == arn ? entity : null;
    }

    private static async ValueTask<PrincipalPolicies> CompileAsync(Entity entity, RecordWatch watch, CancellationToken cancellation)
    {
        var owners = new List<Entity> { entity };
        foreach (var name in entity is User user ? user.Groups : [])
            if (await watch.FindAsync(Group.Records, Group.RecordKeyOf(entity.Account, name), cancellation) is { } group)
                owners.Add(group.Value);

        var identity = new List<Policy>();
        foreach (var owner in owners)
        {
            identity.AddRange(owner.Inline.Select(p => p.Compiled));
            foreach (var attached in owner.Attached) identity.Add(await watch.FindPolicyAsync(entity.Account, attached, cancellation));
        }

        return new()
        {
            Identity = identity,
            Boundary = entity.Boundary is { } boundary ? await watch.FindPolicyAsync(entity.Account, boundary, cancellation) : null,
            Tags = new([.. entity.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value))]),
        };
    }
}

/// <summary>Reads managed policies as decisions do.</summary>
internal static class WatchedPolicies
{
    // A boundary whose policy is gone allows nothing, rather than everything.
    private static readonly Policy Nothing =
        Policy.Parse(PolicyKind.Identity, """{"Statement":{"Effect":"Allow","Action":"strongroom:Nothing","Resource":"*"}}""", "a policy that is gone");

    /// <summary>The version of a managed policy that counts; one that allows nothing where it is gone.</summary>
    public static async ValueTask<Policy> FindPolicyAsync(this RecordWatch watch, string account, string arn,
        CancellationToken cancellation)
    {
        if (AwsManagedPolicies.ByArn.TryGetValue(arn, out var known)) return known.Default.CompiledFor(arn);
        if (PolicyArn.NameIn(account, arn) is not { } name) return Nothing;
        var policy = (await watch.FindAsync(ManagedPolicy.Records, ManagedPolicy.RecordKeyOf(account, name), cancellation))?.Value;
        return policy?.Arn == arn ? policy.Default.CompiledFor(arn) : Nothing;
    }
}

/// <summary>Reads the ARN of a user, group or role.</summary>
public readonly record struct EntityArn(string Account, string Noun, string Name)
{
    /// <summary>The parts of an entity's ARN; null for any other text.</summary>
    public static EntityArn? Parse(string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts is not ["arn", "aws", "iam", "", var account, var rest]) return null;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || rest[..slash] is not ("user" or "group" or "role")) return null;
        var name = rest[(rest.LastIndexOf('/') + 1)..];
        return name.Length == 0 ? null : new(account, rest[..slash], name);
    }
}
