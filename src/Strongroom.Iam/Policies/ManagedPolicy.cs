using System.Text.Json.Serialization;
using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>A policy with an ARN of its own, which users, groups and roles are attached to; its versions are kept with it.</summary>
public sealed record ManagedPolicy
{
    /// <summary>The most versions kept.</summary>
    public const int MaxVersions = 5;

    /// <summary>The stored kind: key (account, name in lower case).</summary>
    public static RecordType<ManagedPolicy> Records { get; } = new("iam-policy", new JsonRecordCodec<ManagedPolicy>());

    /// <summary>The account; <c>aws</c> for those that come with the product.</summary>
    public required string Account { get; init; }

    /// <summary>The name, unique in the account without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Begins and ends with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>The unique id.</summary>
    public required string Id { get; init; }

    /// <summary>What its people say of it.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreateDate { get; init; }

    /// <summary>When its versions last changed.</summary>
    public required DateTimeOffset UpdateDate { get; init; }

    /// <summary>The version that counts.</summary>
    public required string DefaultVersionId { get; init; }

    /// <summary>The versions, oldest first.</summary>
    public required IReadOnlyList<ManagedPolicyVersion> Versions { get; init; }

    /// <summary>The number of the next version: numbers are never used again.</summary>
    public int NextVersion { get; init; } = 2;

    /// <summary>The tags, in the order of their keys.</summary>
    public IReadOnlyList<IamTag> Tags { get; init; } = [];

    /// <summary>The ARN.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:iam::{Account}:policy{Path}{Name}";

    /// <summary>The version that counts.</summary>
    [JsonIgnore]
    public ManagedPolicyVersion Default => Versions.First(v => v.VersionId == DefaultVersionId);

    /// <summary>The stored key of a policy's record.</summary>
    public static RecordKey RecordKeyOf(string account, string name) => Records.Key(account, name.ToLowerInvariant());
}

/// <summary>One version of a managed policy; never changed.</summary>
public sealed class ManagedPolicyVersion(string versionId, string document, DateTimeOffset createDate)
{
    private Policy? compiled;

    /// <summary><c>v1</c>, <c>v2</c> …</summary>
    public string VersionId => versionId;

    /// <summary>The document as it was put.</summary>
    public string Document => document;

    /// <summary>When it was put.</summary>
    public DateTimeOffset CreateDate => createDate;

    /// <summary>
    /// The document, compiled once. The name is that of the policy it is read for first, which is the only one it belongs
    /// to.
    /// </summary>
    public Policy CompiledFor(string arn) => compiled ??= Policy.Parse(PolicyKind.Identity, document, arn);
}
