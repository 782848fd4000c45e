namespace Strongroom.Access;

/// <summary>Who is calling, as authentication found out. Immutable; shared by all calls of one access key.</summary>
public sealed record Caller
{
    /// <summary>The 12-digit account that the caller belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>The caller's ARN: <c>arn:aws:iam::ACCOUNT:root</c>, a user, or an assumed-role or federated session.</summary>
    public required string Arn { get; init; }

    /// <summary>What kind of principal this is.</summary>
    public required CallerType Type { get; init; }

    /// <summary>The unique id (<c>aws:userid</c>): the account for its root, <c>AIDA…</c>, or <c>AROA…:session</c>.</summary>
    public required string UserId { get; init; }

    /// <summary>The access key that signed, if one did.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The user's name, for IAM users.</summary>
    public string? UserName { get; init; }

    /// <summary>The role's ARN behind an assumed-role session.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The service's name, such as <c>s3.amazonaws.com</c>, when a service acts for itself.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The user's ARN behind a federated user's session.</summary>
    public string? FederatedBy { get; init; }

    /// <summary>The unique id of that user.</summary>
    public string? FederatedById { get; init; }

    /// <summary>The ARN of the provider that vouches for a web identity.</summary>
    public string? FederatedProvider { get; init; }

    /// <summary>What that provider says of the caller; null where none vouches for it.</summary>
    public WebIdentity? WebIdentity { get; init; }

    /// <summary>What temporary credentials carry; null for long-term ones.</summary>
    public CallerSession? Session { get; init; }

    /// <summary>
    /// True for the user or role of a unique id, and for its sessions. <c>AIDA…</c> is a user; <c>AROA…</c> is a role, and with a colon behind it one
    /// of its sessions.
    /// </summary>
    public bool Is(string id) => (UserId.StartsWith(id, StringComparison.Ordinal) && (UserId.Length == id.Length || UserId[id.Length] == ':'))
        || id == FederatedById;

    /// <summary>The account's root.</summary>
    public static Caller Root(string account, string? accessKeyId) => new()
    {
        Account = account,
        Arn = $"arn:aws:iam::{account}:root",
        Type = CallerType.Root,
        UserId = account,
        AccessKeyId = accessKeyId,
    };
}

/// <summary>What temporary credentials carry besides the name of their holder.</summary>
public sealed record CallerSession
{
    /// <summary>When the credentials were issued (<c>aws:TokenIssueTime</c>).</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When a second factor was shown; null if none was.</summary>
    public DateTimeOffset? MfaAt { get; init; }

    /// <summary>The policies passed when the session was made: together they limit it. Null for no limit; empty for one that allows nothing.</summary>
    public IReadOnlyList<Policy>? Policies { get; init; }

    /// <summary>The session's tags; they win over tags of the same name on its role or user.</summary>
    public Tags Tags { get; init; } = Tags.None;

    /// <summary>The keys of the tags that sessions made from this one have as well.</summary>
    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>The source identity, if one was set.</summary>
    public string? SourceIdentity { get; init; }
}

/// <summary>The kinds of principal, as CloudTrail's userIdentity has them.</summary>
public enum CallerType
{
    /// <summary>An account's root.</summary>
    Root,

    /// <summary>An IAM user.</summary>
    IamUser,

    /// <summary>A session of a role.</summary>
    AssumedRole,

    /// <summary>A session of a federated user.</summary>
    FederatedUser,

    /// <summary>A web identity before it assumes a role.</summary>
    WebIdentityUser,

    /// <summary>One of Strongroom's own services.</summary>
    AwsService,

    /// <summary>Nobody: an unsigned request.</summary>
    Anonymous,
}
