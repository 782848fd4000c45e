using System.Text.Json.Serialization;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>What users, groups and roles are alike in: a name, an id that no other entity ever has, and policies.</summary>
/// <remarks>One record holds all of it, so a decision reads few records and none of it can be missing unseen.</remarks>
public abstract record Entity
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The name, unique in the account among its kind without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Begins and ends with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>The unique id: trust given to it ends with the entity, even if another takes its name.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreateDate { get; init; }

    /// <summary>The ARNs of attached managed policies, sorted.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];

    /// <summary>Policies embedded here, sorted by name.</summary>
    public IReadOnlyList<InlinePolicy> Inline { get; init; } = [];

    /// <summary>The ARN of the managed policy that is the permissions boundary; groups have none.</summary>
    public string? Boundary { get; init; }

    /// <summary>The tags, in the order of their keys; groups have none.</summary>
    public IReadOnlyList<IamTag> Tags { get; init; } = [];

    /// <summary>The ARN.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:iam::{Account}:{Noun}{Path}{Name}";

    /// <summary><c>user</c>, <c>group</c> or <c>role</c>.</summary>
    [JsonIgnore]
    public abstract string Noun { get; }

    /// <summary>The embedded policy of that name; null if there is none.</summary>
    public InlinePolicy? FindInline(string name) => Inline.FirstOrDefault(p => p.Name == name);
}

/// <summary>An IAM user.</summary>
public sealed record User : Entity
{
    /// <summary>The most access keys of a user.</summary>
    public const int MaxAccessKeys = 2;

    /// <summary>The most groups of a user.</summary>
    public const int MaxGroups = 10;

    /// <summary>The stored kind: key (account, name in lower case).</summary>
    public static RecordType<User> Records { get; } = new("iam-user", new JsonRecordCodec<User>());

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Noun => "user";

    /// <summary>The names of the groups it belongs to, in lower case, sorted.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The ids of its access keys, in the order they were made.</summary>
    public IReadOnlyList<string> AccessKeys { get; init; } = [];

    /// <summary>The stored key of a user's record.</summary>
    public static RecordKey RecordKeyOf(string account, string name) => Records.Key(account, name.ToLowerInvariant());
}

/// <summary>An IAM group: policies for all its users.</summary>
public sealed record Group : Entity
{
    /// <summary>The stored kind: key (account, name in lower case).</summary>
    public static RecordType<Group> Records { get; } = new("iam-group", new JsonRecordCodec<Group>()) { RosterBuckets = 256 };

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Noun => "group";

    /// <summary>The stored key of a group's record.</summary>
    public static RecordKey RecordKeyOf(string account, string name) => Records.Key(account, name.ToLowerInvariant());
}

/// <summary>An IAM role: whom its trust policy lets assume it acts with its policies.</summary>
public sealed record Role : Entity
{
    /// <summary>The stored kind: key (account, name in lower case).</summary>
    public static RecordType<Role> Records { get; } = new("iam-role", new JsonRecordCodec<Role>());

    private Access.Policy? trust;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Noun => "role";

    /// <summary>Who may assume it: a policy document.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The unique ids of the users and roles that the trust policy names, by ARN, as they were when it was put.</summary>
    public IReadOnlyDictionary<string, string> Trusted { get; init; } = new Dictionary<string, string>();

    /// <summary>What its people say of it.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session in seconds: 3,600 to 43,200.</summary>
    public int MaxSessionDuration { get; init; } = 3600;

    /// <summary>The trust policy, compiled once for each cached record.</summary>
    [JsonIgnore]
    public Access.Policy Trust => trust is { } kept && ReferenceEquals(compiledFrom, Trusted) ? kept : Compile();

    private IReadOnlyDictionary<string, string>? compiledFrom;

    /// <summary>The stored key of a role's record.</summary>
    public static RecordKey RecordKeyOf(string account, string name) => Records.Key(account, name.ToLowerInvariant());

    // A changed copy of the record carries the old compilation along: it counts only for what it was made from.
    private Access.Policy Compile()
    {
        trust = Access.Policy.Parse(Access.PolicyKind.Trust, TrustPolicy, $"the trust policy of {Arn}").Bind(Trusted);
        compiledFrom = Trusted;
        return trust;
    }
}
