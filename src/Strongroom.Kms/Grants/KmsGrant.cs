using System.Text.Json.Serialization;
using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>A grant: permission for one principal to use one KMS key in certain ways, given and taken without touching the key policy.</summary>
public sealed record KmsGrant
{
    /// <summary>The stored kind: key (account, region, key id, grant id).</summary>
    public static RecordType<KmsGrant> Records { get; } = new("kms-grant", new JsonRecordCodec<KmsGrant>());

    /// <summary>64 hex digits.</summary>
    public required string GrantId { get; init; }

    /// <summary>The owner of the key.</summary>
    public required string Account { get; init; }

    /// <summary>The key's region.</summary>
    public required string Region { get; init; }

    /// <summary>The key's id.</summary>
    public required string KeyId { get; init; }

    /// <summary>A name that makes CreateGrant repeatable; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>Whom it permits.</summary>
    public required string GranteePrincipal { get; init; }

    /// <summary>The unique id that the grantee had when the grant was made; null for services, and for names that nobody had.</summary>
    public string? GranteeId { get; init; }

    /// <summary>Who else may retire it.</summary>
    public string? RetiringPrincipal { get; init; }

    /// <summary>The unique id that the retiring principal had when the grant was made.</summary>
    public string? RetiringId { get; init; }

    /// <summary>Who made it: an account's root ARN.</summary>
    public required string IssuingAccount { get; init; }

    /// <summary>What it permits, in AWS's names, in the order given.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>The encryption context must be exactly this.</summary>
    public IReadOnlyDictionary<string, string>? EncryptionContextEquals { get; init; }

    /// <summary>The encryption context must have at least this.</summary>
    public IReadOnlyDictionary<string, string>? EncryptionContextSubset { get; init; }

    /// <summary>The grant as the evaluator reads it.</summary>
    [JsonIgnore]
    public Grant ForDecisions => forDecisions ??= new()
    {
        Id = GrantId,
        GranteePrincipal = GranteePrincipal,
        GranteeId = GranteeId,
        RetiringPrincipal = RetiringPrincipal,
        Operations = FlagsOf(Operations),
        Constraints = ConstraintsOf(EncryptionContextEquals, EncryptionContextSubset),
    };

    private Grant? forDecisions;

    /// <summary>The ARN of the key.</summary>
    [JsonIgnore]
    public string KeyArn => KmsKey.ArnOf(Account, Region, KeyId);

    /// <summary>True when CreateGrant with the same name would make the same grant again.</summary>
    public bool IsSameAs(KmsGrant other)
        => Name is not null && Name == other.Name && GranteePrincipal == other.GranteePrincipal && GranteeId == other.GranteeId && RetiringPrincipal == other.RetiringPrincipal && RetiringId == other.RetiringId
            && FlagsOf(Operations) == FlagsOf(other.Operations)
            && Same(EncryptionContextEquals, other.EncryptionContextEquals) && Same(EncryptionContextSubset, other.EncryptionContextSubset);

    /// <summary>Refuses a text that cannot be a grant's id: 64 hex digits.</summary>
    /// <exception cref="Aws.FaultException">InvalidGrantIdException.</exception>
    public static void DemandId(string grantId)
    {
        if (grantId.Length != 64 || grantId.AsSpan().ContainsAnyExcept(LowerHex)) throw KmsFaults.InvalidGrantId(grantId);
    }

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>The stored key of a grant's record.</summary>
    public static RecordKey RecordKeyOf(KmsKey key, string grantId) => Records.Key(key.Account, key.Region, key.KeyId, grantId);

    /// <summary>The operations as flags.</summary>
    public static GrantOperations FlagsOf(IEnumerable<string> operations)
        => operations.Aggregate(GrantOperations.None, static (flags, name) => flags | Enum.Parse<GrantOperations>(name));

    /// <summary>The constraints as the evaluator reads them.</summary>
    public static GrantConstraints? ConstraintsOf(IReadOnlyDictionary<string, string>? equals, IReadOnlyDictionary<string, string>? subset)
        => equals is { Count: > 0 } ? GrantConstraints.Exactly(equals) : subset is { Count: > 0 } ? GrantConstraints.AtLeast(subset) : null;

    private static bool Same(IReadOnlyDictionary<string, string>? left, IReadOnlyDictionary<string, string>? right)
        => (left?.Count ?? 0) == (right?.Count ?? 0)
            && (left is null || right is null || left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value));
}

/// <summary>All grants of one key for one principal: what a decision reads. One record each, so that a key's other grants cost it nothing.</summary>
public sealed record GranteeGrants(IReadOnlyList<KmsGrant> Grants)
{
    /// <summary>The stored kind: key (account, region, key id, grantee).</summary>
    public static RecordType<GranteeGrants> Records { get; } = new("kms-grantee", new JsonRecordCodec<GranteeGrants>());

    /// <summary>The grants as the evaluator reads them.</summary>
    [JsonIgnore]
    public IReadOnlyList<Grant> ForDecisions => forDecisions ??= [.. Grants.Select(static grant => grant.ForDecisions)];

    private IReadOnlyList<Grant>? forDecisions;

    /// <summary>The stored key.</summary>
    public static RecordKey RecordKeyOf(KmsKey key, string grantee) => Records.Key(key.Account, key.Region, key.KeyId, grantee);
}

/// <summary>Where a retiring principal finds the grants that it may retire.</summary>
public sealed record RetirableGrant(string Account, string KeyId, string GrantId)
{
    /// <summary>The stored kind: key (region, retiring principal, account, key id, grant id).</summary>
    public static RecordType<RetirableGrant> Records { get; } = new("kms-retirable", new JsonRecordCodec<RetirableGrant>()) { Guarded = false, CacheCapacity = 0 };

    /// <summary>The stored key.</summary>
    public static RecordKey RecordKeyOf(KmsGrant grant, string retiringPrincipal)
        => Records.Key(grant.Region, retiringPrincipal, grant.Account, grant.KeyId, grant.GrantId);
}
