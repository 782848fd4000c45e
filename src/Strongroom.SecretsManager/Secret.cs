using System.Text.Json.Serialization;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>A secret: everything of it but its values, which are records of their own. Immutable; a change is a new value.</summary>
/// <remarks>
/// The list of versions with their labels stands here, so that a label moves in one write. The policy stands here too: the record is guarded
/// by a roster, so an older one put back is noticed.
/// </remarks>
public sealed record Secret
{
    /// <summary>The stored kind: key (account, region, name).</summary>
    public static RecordType<Secret> Records { get; } = new("secret", new JsonRecordCodec<Secret>()) { RosterBuckets = 16_384 };

    /// <summary>The 12-digit account that owns it.</summary>
    public required string Account { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>1 to 512 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The six random characters at the end of its ARN.</summary>
    public required string Suffix { get; init; }

    /// <summary>Up to 2,048 characters; null where none was given.</summary>
    public string? Description { get; init; }

    /// <summary>The KMS key as it was given; null for <c>alias/aws/secretsmanager</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The kind of a secret that a partner manages; only kept.</summary>
    public string? Type { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDate { get; init; }

    /// <summary>When anything of it was last changed.</summary>
    public required DateTimeOffset LastChangedDate { get; init; }

    /// <summary>When its recovery window ends; null unless it is marked for deletion.</summary>
    public DateTimeOffset? DeletionDate { get; init; }

    /// <summary>Its tags, sorted by key; null where it never had any, which AWS tells apart from none.</summary>
    public IReadOnlyList<SecretTag>? Tags { get; init; }

    /// <summary>Its versions, oldest first.</summary>
    public IReadOnlyList<VersionEntry> Versions { get; init; } = [];

    /// <summary>The resource policy.</summary>
    public SecretPolicy? Policy { get; init; }

    /// <summary>How it is rotated; null where that was never said.</summary>
    public RotationSettings? Rotation { get; init; }

    /// <summary>The region of the primary; null for a secret that has no replicas and is none.</summary>
    public string? PrimaryRegion { get; init; }

    /// <summary>The replicas, on the primary.</summary>
    public IReadOnlyList<Replica> Replicas { get; init; } = [];

    /// <summary>The ARN.</summary>
    [JsonIgnore]
    public string Arn => arn ??= SecretReference.ArnOf(Account, Region, Name, Suffix);

    private string? arn;

    /// <summary>True for a copy that follows a primary in another region.</summary>
    [JsonIgnore]
    public bool IsReplica => PrimaryRegion is not null && PrimaryRegion != Region;

    /// <summary>The stored key of the record.</summary>
    [JsonIgnore]
    public RecordKey RecordKey => recordKey ??= RecordKeyOf(Account, Region, Name);

    private RecordKey? recordKey;

    /// <summary>True once the recovery window has ended: as good as gone, whether or not it was removed yet.</summary>
    public bool IsGoneAt(DateTimeOffset now) => DeletionDate <= now;

    /// <summary>Refuses when the secret is marked for deletion.</summary>
    /// <exception cref="FaultException">InvalidRequestException.</exception>
    public void DemandNotDeleted()
    {
        if (DeletionDate is not null) throw SecretsManagerFaults.MarkedForDeletion();
    }

    /// <summary>Refuses when the secret is marked for deletion, or is a replica.</summary>
    /// <exception cref="FaultException">InvalidRequestException, InvalidParameterException.</exception>
    public void DemandChangeable()
    {
        if (IsReplica) throw SecretsManagerFaults.OnReplica();
        DemandNotDeleted();
    }

    /// <summary>The version of that id, or null.</summary>
    public VersionEntry? FindVersion(string versionId)
    {
        foreach (var version in Versions)
            if (version.VersionId == versionId) return version;
        return null;
    }

    /// <summary>The version with that label, or null.</summary>
    public VersionEntry? FindLabelled(string label)
    {
        // New versions stand at the end, and it is they that are asked for.
        for (var i = Versions.Count - 1; i >= 0; i--)
            if (Versions[i].Has(label)) return Versions[i];
        return null;
    }

    /// <summary>The labels of every version that has any, by version id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? LabelsByVersion()
    {
        var labelled = Versions.Where(static version => version.Stages.Count > 0).ToDictionary(static version => version.VersionId, static version => version.Stages);
        return labelled.Count == 0 ? null : labelled;
    }

    /// <summary>The stored key of a secret's record.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string name) => Records.Key(account, region, name);
}

/// <summary>A tag of a secret.</summary>
/// <param name="Key">1 to 128 characters, unique in its secret.</param>
/// <param name="Value">0 to 256 characters.</param>
public sealed record SecretTag(string Key, string Value);

/// <summary>A replica as its primary knows it.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="KmsKeyId">The key that protects it there, as it was given; null for <c>alias/aws/secretsmanager</c>.</param>
/// <param name="Status">InSync, InProgress or Failed.</param>
/// <param name="StatusMessage">Why it failed.</param>
public sealed record Replica(string Region, string? KmsKeyId, ReplicaStatus Status, string? StatusMessage = null);

/// <summary>How a replica stands.</summary>
public enum ReplicaStatus
{
    /// <summary>As the primary.</summary>
    InSync,

    /// <summary>Not as the primary; the message says why.</summary>
    Failed,

    /// <summary>About to be made.</summary>
    InProgress,
}

/// <summary>The resource policy of a secret.</summary>
/// <param name="Document">As it was put.</param>
/// <param name="Principals">The unique ids of the users and roles that it names, by ARN.</param>
public sealed record SecretPolicy(string Document, IReadOnlyDictionary<string, string> Principals)
{
    private Policy? compiled;

    /// <summary>As the evaluator reads it; compiled once for each cached record.</summary>
    [JsonIgnore]
    public Policy Compiled => compiled ??= Access.Policy.Parse(PolicyKind.Resource, Document, "the secret's policy").Bind(Principals);
}
