using Strongroom.Access;

namespace Strongroom.Iam;

/// <summary>What a session token says, besides the secret that it carries.</summary>
public sealed record SessionContent
{
    /// <summary>The access key id: <c>ASIA…</c>.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>AssumedRole, IamUser, FederatedUser or Root.</summary>
    public required CallerType Type { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The name of the role, or of the user that asked; null for the account's root.</summary>
    public string? EntityName { get; init; }

    /// <summary>The unique id of that role or user: the session ends with it, even if another takes the name.</summary>
    public string? EntityId { get; init; }

    /// <summary>The session's name, or the federated user's.</summary>
    public string? SessionName { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When a second factor was shown; null if none was.</summary>
    public DateTimeOffset? MfaAt { get; init; }

    /// <summary>The source identity.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The ARN of the provider that vouched for a web identity.</summary>
    public string? Provider { get; init; }

    /// <summary>What that provider said which later calls are decided by: <c>sub</c>, <c>aud</c> and <c>amr</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Claims { get; init; }

    /// <summary>The session's tags.</summary>
    public IReadOnlyList<IamTag> Tags { get; init; } = [];

    /// <summary>The keys of the tags that sessions made from this one have as well.</summary>
    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>True when policies limit the session, be they none.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The policy passed as text.</summary>
    public string? Policy { get; init; }

    /// <summary>The managed policies passed by ARN.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];
}
