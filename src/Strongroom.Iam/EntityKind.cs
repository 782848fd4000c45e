using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>What IAM's operations must know of users, groups and roles to treat them alike.</summary>
/// <param name="Noun"><c>user</c>, <c>group</c> or <c>role</c>.</param>
/// <param name="Records">The stored kind.</param>
/// <param name="MaxInlineCharacters">The most characters of all embedded policies together, white space not counted.</param>
public sealed record EntityKind<T>(string Noun, RecordType<T> Records, int MaxInlineCharacters) where T : Entity
{
    /// <summary>The most managed policies attached to one.</summary>
    public const int MaxAttached = 10;

    /// <summary><c>User</c>, <c>Group</c> or <c>Role</c>.</summary>
    public string Title => $"{char.ToUpperInvariant(Noun[0])}{Noun[1..]}";

    /// <summary>The name of the quota on attached policies.</summary>
    public string AttachedQuota => $"PoliciesPer{Title}";

    /// <summary>The request's member that names one.</summary>
    public string NameMember => $"{Noun}Name";

    /// <summary>IAM's action <c>iam:VerbTitle</c> and what follows.</summary>
    public ActionName Action(string verb, string rest = "") => ActionName.Of($"iam:{verb}{Title}{rest}");

    /// <summary>The ARN of one that may not exist.</summary>
    public string ArnOf(string account, string name) => $"arn:aws:iam::{account}:{Noun}/{name}";

    /// <summary>The stored key of one.</summary>
    public RecordKey RecordKeyOf(string account, string name) => Records.Key(account, name.ToLowerInvariant());
}

/// <summary>The three kinds.</summary>
public static class EntityKinds
{
    /// <summary>Users.</summary>
    public static EntityKind<User> Users { get; } = new("user", User.Records, 2048);

    /// <summary>Groups.</summary>
    public static EntityKind<Group> Groups { get; } = new("group", Group.Records, 5120);

    /// <summary>Roles.</summary>
    public static EntityKind<Role> Roles { get; } = new("role", Role.Records, 10_240);
}
