using System.Text.Json.Serialization;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>A KMS key: the logical key with an ARN, a state and the list of its key materials. Immutable; a change is a new value.</summary>
/// <remarks>The policy and the wrapped backing keys are records of their own, so that the hot path reads no more than it needs.</remarks>
public sealed partial record KmsKey
{
    /// <summary>The stored kind: key (account, region, key id).</summary>
    public static RecordType<KmsKey> Records { get; } = new("kms-key", new JsonRecordCodec<KmsKey>())
    {
        WhenDeleted = static (changes, key) => DestroyedKey.Stage(changes, key),
    };

    /// <summary>The 12-digit account that owns the key.</summary>
    public required string Account { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>A UUID, or <c>mrk-</c> and 32 hex digits for a multi-Region key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The kind of key material.</summary>
    public required KeySpec KeySpec { get; init; }

    /// <summary>The one thing that it may be used for.</summary>
    public required KeyUsage KeyUsage { get; init; }

    /// <summary>Where its material comes from.</summary>
    public required KeyOrigin Origin { get; init; }

    /// <summary>Who manages it.</summary>
    public KeyManager KeyManager { get; init; } = KeyManager.Customer;

    /// <summary>0 to 8,192 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>What may be done with it.</summary>
    public required KeyState State { get; init; }

    /// <summary>When it will be deleted; null unless pending deletion.</summary>
    public DateTimeOffset? DeletionDate { get; init; }

    /// <summary>Its tags, by key.</summary>
    public IReadOnlyList<KeyTag> Tags { get; init; } = [];

    /// <summary>The names (<c>alias/…</c>) that point to it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its key materials, oldest first; the last is current. Empty while pending import.</summary>
    public IReadOnlyList<KeyMaterialGeneration> Generations { get; init; } = [];

    /// <summary>The yearly rotation; null when it is off.</summary>
    public RotationSchedule? Rotation { get; init; }

    /// <summary>True once a grant was made on it: keys that never had one spare every decision the search.</summary>
    public bool HasGrants { get; init; }

    /// <summary>The ARN.</summary>
    [JsonIgnore]
    public string Arn => arn ??= ArnOf(Account, Region, KeyId);

    private string? arn;

    /// <summary>The generation that encrypts.</summary>
    [JsonIgnore]
    public KeyMaterialGeneration Current => Generations[^1];

    /// <summary>How often RotateKeyOnDemand has rotated it: at most 25 times in its life.</summary>
    [JsonIgnore]
    public int OnDemandRotations => Generations.Count(static generation => generation.RotationType == RotationType.OnDemand);

    /// <summary>The algorithms that go with its spec and usage.</summary>
    [JsonIgnore]
    public string[] Algorithms => KeySpecs.AlgorithmsOf(KeySpec, KeyUsage) ?? [];

    /// <summary>This key with one more alias.</summary>
    public KmsKey WithAlias(string aliasName) => this with { Aliases = [.. Aliases.Append(aliasName).Order(StringComparer.Ordinal)] };

    /// <summary>This key without an alias.</summary>
    public KmsKey WithoutAlias(string aliasName) => this with { Aliases = [.. Aliases.Where(name => name != aliasName)] };

    /// <summary>This key with a new current key material.</summary>
    public KmsKey Rotated(WrappedBackingKey material, DateTimeOffset now, RotationType type)
        => this with { Generations = [.. Generations, new(material.Identity.Id, material.KeyMaterialId, now, type)] };

    /// <summary>This key with the material that waited for it as current.</summary>
    public KmsKey RotatedToPending(DateTimeOffset now)
        => this with { Generations = [.. Generations, Pending! with { RotationDate = now, RotationType = RotationType.OnDemand }], Pending = null };

    /// <summary>
    /// True when the schedule wants new key material: only an enabled key is rotated, a disabled one when it is enabled again. A replica
    /// follows its primary.
    /// </summary>
    public bool IsRotationDueAt(DateTimeOffset now)
        => State == KeyState.Enabled && !IsReplica && Rotation is { } schedule && schedule.NextRotationDate <= now;

    /// <summary>True once a waiting period has ended: the key is as good as gone, whether or not it was removed yet.</summary>
    public bool IsDeletedAt(DateTimeOffset now) => State == KeyState.PendingDeletion && DeletionDate <= now;

    /// <summary>Refuses unless <paramref name="action"/> may be done in this key's state.</summary>
    public void Demand(KeyAction action)
    {
        if (KeyStates.Refuse(action, State, KeySpec, Origin, Arn) is { } refusal) throw refusal;
    }

    /// <summary>Refuses unless the key has usage <paramref name="usage"/>.</summary>
    public void DemandUsage(KeyUsage usage, string operation)
    {
        if (KeyUsage != usage) throw KmsFaults.UsageNotValidFor(Arn, KeyUsage, operation);
    }

    /// <summary>True for key pairs: not symmetric, and no HMAC key.</summary>
    [JsonIgnore]
    public bool IsAsymmetric => KeyUsage != KeyUsage.GenerateVerifyMac && KeySpec != KeySpec.SymmetricDefault;

    /// <summary>Refuses unless the key has this usage and algorithm.</summary>
    public void DemandAlgorithm(KeyUsage usage, string operation, string algorithm)
    {
        DemandUsage(usage, operation);
        if (!Algorithms.Contains(algorithm)) throw KmsFaults.AlgorithmIncompatible(algorithm, KeySpec);
    }

    /// <summary>Refuses unless this is a symmetric encryption key, the only kind that wraps data keys.</summary>
    public void DemandSymmetric(string operation)
    {
        DemandUsage(KeyUsage.EncryptDecrypt, operation);
        if (KeySpec != KeySpec.SymmetricDefault)
            throw new Aws.FaultException("InvalidKeyUsageException", $"{Arn} key spec is {KeySpecs.NameOf(KeySpec)} which is not valid for {operation}.");
    }

    /// <summary>The ARN of a key.</summary>
    public static string ArnOf(string account, string region, string keyId) => $"arn:aws:kms:{region}:{account}:key/{keyId}";

    /// <summary>The stored key of its policy's record; made once for each cached key.</summary>
    [JsonIgnore]
    public RecordKey PolicyRecordKey => policyRecordKey ??= KeyPolicy.Records.Key(Account, Region, KeyId);

    private RecordKey? policyRecordKey;

    /// <summary>The stored key of a generation's record; that of the current one is made once for each cached key.</summary>
    public RecordKey BackingKeyRecordKeyOf(BackingKeyId id)
    {
        if (currentRecordKey is { } made && made.Id == id) return made.Key;
        var key = BackingKey.Records.Key(Account, Region, KeyId, id.ToString());
        if (Generations.Count > 0 && Current.BackingKeyId == id) currentRecordKey = new(id, key);
        return key;
    }

    private CurrentRecordKey? currentRecordKey;

    private sealed record CurrentRecordKey(BackingKeyId Id, RecordKey Key);

    /// <summary>The stored key of a KMS key's record.</summary>
    public static RecordKey RecordKeyOf(string account, string region, string keyId) => Records.Key(account, region, keyId);

    /// <summary>True for a 36-character UUID or <c>mrk-</c> and 32 lower-case hex digits.</summary>
    public static bool IsKeyId(string text) => text.Length == 36 &&
        (text.StartsWith("mrk-", StringComparison.Ordinal)
            ? !text.AsSpan(4).ContainsAnyExcept(LowerHex)
            : Guid.TryParseExact(text, "D", out _));

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");
}

/// <summary>One generation of a KMS key's key material.</summary>
/// <param name="BackingKeyId">The backing key's name.</param>
/// <param name="KeyMaterialId">64 hex digits.</param>
/// <param name="RotationDate">When it became current; null for the first.</param>
/// <param name="RotationType">What made it current; null for the first.</param>
/// <param name="Import">For imported material: whether it is here, and until when.</param>
public sealed record KeyMaterialGeneration(BackingKeyId BackingKeyId, string KeyMaterialId, DateTimeOffset? RotationDate = null,
    RotationType? RotationType = null, ImportedMaterial? Import = null);

/// <summary>Automatic rotation.</summary>
/// <param name="PeriodInDays">90 to 2,560 days.</param>
/// <param name="NextRotationDate">When the next rotation is due.</param>
public sealed record RotationSchedule(int PeriodInDays, DateTimeOffset NextRotationDate)
{
    /// <summary>The period where none is asked for: a year.</summary>
    public const int DefaultPeriodInDays = 365;
}

/// <summary>A tag of a KMS key.</summary>
/// <param name="TagKey">1 to 128 characters, unique in its key.</param>
/// <param name="TagValue">0 to 256 characters.</param>
public sealed record KeyTag(string TagKey, string TagValue);
