namespace Strongroom.Kms;

/// <summary>The keys of a multi-Region key, as DescribeKey shows them.</summary>
/// <param name="MultiRegionKeyType">PRIMARY or REPLICA: what the key shown is.</param>
/// <param name="PrimaryKey">The primary.</param>
/// <param name="ReplicaKeys">The replicas.</param>
public sealed record MultiRegionConfiguration(string MultiRegionKeyType, MultiRegionKey PrimaryKey, IReadOnlyList<MultiRegionKey> ReplicaKeys)
{
    /// <summary>What there is to show of <paramref name="key"/>.</summary>
    public static MultiRegionConfiguration Of(KmsKey key)
    {
        var regions = key.RegionsOrOwn;
        return new(TypeOf(key), new(key.ArnIn(regions.Primary), regions.Primary), [.. regions.Replicas.Select(region => new MultiRegionKey(key.ArnIn(region), region))]);
    }

    /// <summary>PRIMARY or REPLICA.</summary>
    public static string TypeOf(KmsKey key) => key.IsReplica ? "REPLICA" : "PRIMARY";
}

/// <summary>One key of a multi-Region key.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Region">Its region.</param>
public sealed record MultiRegionKey(string Arn, string Region);
