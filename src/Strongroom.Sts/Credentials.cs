using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Sts;

/// <summary>Temporary credentials as answers have them: the only time that the secret is told.</summary>
public sealed record TemporaryCredentials(
    string AccessKeyId,
    [property: SecretText] KeyMaterial SecretAccessKey,
    [property: NotAudited] string SessionToken,
    DateTimeOffset Expiration);

/// <summary>A managed policy that limits a session.</summary>
public sealed record PolicyDescriptor
{
    /// <summary>Its ARN.</summary>
    [Length(20, 2048), WireName("arn")] public string? Arn { get; init; }
}

/// <summary>Who a role's session is.</summary>
public sealed record AssumedRoleUser(string AssumedRoleId, string Arn);

/// <summary>Who a federated user is.</summary>
public sealed record FederatedUser(string FederatedUserId, string Arn);
