using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>
/// Says that a managed policy is attached to something, or its boundary: an index for lists and counts that no decision
/// reads.
/// </summary>
public sealed record PolicyUse
{
    /// <summary>The stored kind: key (account, policy ARN, usage, kind, name in lower case).</summary>
    public static RecordType<PolicyUse> Records { get; } = new("iam-policy-use", new JsonRecordCodec<PolicyUse>())
    {
        Guarded = false,
        CacheCapacity = 0
    };

    /// <summary><c>user</c>, <c>group</c> or <c>role</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>The entity's name.</summary>
    public required string Name { get; init; }

    /// <summary>The entity's id.</summary>
    public required string Id { get; init; }

    /// <summary>The stored key of all uses of one sort.</summary>
    public static RecordKey AllOf(string account, string policyArn, bool asBoundary) =>
        Records.Key(account, policyArn, asBoundary ? "boundary" : "attached");

    /// <summary>The stored key of one use.</summary>
    public static RecordKey RecordKeyOf(Entity entity, string policyArn, bool asBoundary) =>
        AllOf(entity.Account, policyArn, asBoundary).Then(entity.Noun).Then(entity.Name.ToLowerInvariant());
}

/// <summary>Says that a user belongs to a group: an index for lists that no decision reads.</summary>
public sealed record Membership
{
    /// <summary>The stored kind: key (account, group in lower case, user in lower case).</summary>
    public static RecordType<Membership> Records { get; } = new("iam-membership", new JsonRecordCodec<Membership>())
    {
        Guarded = false,
        CacheCapacity = 0
    };

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The stored key of one membership.</summary>
    public static RecordKey RecordKeyOf(string account, string group, string user) =>
        Records.Key(account, group.ToLowerInvariant(), user.ToLowerInvariant());
}
