using System.Text.Json.Serialization;

namespace Strongroom.Kms;

/// <content>What a multi-Region key shares with its kin in other regions.</content>
/// <remarks>Developer Guide, "Multi-Region keys": material, spec, usage, origin and rotation follow the primary; policy, tags, aliases, grants,
/// description and state do not.</remarks>
public sealed partial record KmsKey
{
    /// <summary>True for a multi-Region key, primary or replica.</summary>
    public bool MultiRegion { get; init; }

    /// <summary>Where the related keys are; null for a single-Region key, and for a primary that never had a replica.</summary>
    public MultiRegionSet? Regions { get; init; }

    /// <summary>The waiting period of a primary that waits for its replicas to go first; null in any other state.</summary>
    public int? PendingDeletionWindowInDays { get; init; }

    /// <summary>True for a replica.</summary>
    [JsonIgnore]
    public bool IsReplica => Regions is { } regions && regions.Primary != Region;

    /// <summary>True for the primary of a multi-Region key.</summary>
    [JsonIgnore]
    public bool IsPrimary => MultiRegion && !IsReplica;

    /// <summary>True for a primary that has replicas.</summary>
    [JsonIgnore]
    public bool HasReplicas => Regions is { Replicas.Count: > 0 } regions && regions.Primary == Region;

    /// <summary>Where the keys of this multi-Region key are, this one among them.</summary>
    [JsonIgnore]
    public MultiRegionSet RegionsOrOwn => Regions ?? new(Region, []);

    /// <summary>The ARN of the related key in a region.</summary>
    public string ArnIn(string region) => ArnOf(Account, region, KeyId);

    /// <summary>Refuses unless this is the primary of a multi-Region key.</summary>
    public void DemandPrimary()
    {
        if (!IsPrimary) throw KmsFaults.NotPrimary(Arn);
    }

    /// <summary>Refuses on a replica what the primary decides for all.</summary>
    public void DemandNotReplica()
    {
        if (IsReplica) throw KmsFaults.NotPrimary(Arn);
    }

    /// <summary>This key with all that it shares as the primary has it. Imported bytes are shared by nobody: each region's are imported there.</summary>
    public KmsKey Following(KmsKey primary) => (this with
    {
        Regions = primary.Regions,
        Rotation = primary.Rotation,
        Generations = [.. primary.Generations.Select(Own)],
        Pending = primary.Pending is { } pending ? Own(pending) : null,
    }).InStateOfMaterial();

    /// <summary>True when nothing that replicas follow is different from <paramref name="other"/>.</summary>
    public bool SharesAllOf(KmsKey other) => ReferenceEquals(Regions, other.Regions) && Rotation == other.Rotation
        && Materials.Select(static material => (material.BackingKeyId, material.RotationDate))
            .SequenceEqual(other.Materials.Select(static material => (material.BackingKeyId, material.RotationDate)))
        && (Pending is null) == (other.Pending is null);

    private KeyMaterialGeneration Own(KeyMaterialGeneration shared) => shared.Import is null ? shared : shared with
    {
        Import = Materials.FirstOrDefault(own => own.BackingKeyId == shared.BackingKeyId)?.Import ?? new(IsPresent: false),
    };
}
