namespace Strongroom.Kms;

/// <summary>Where the keys of one multi-Region key are.</summary>
/// <param name="Primary">The region of the primary key.</param>
/// <param name="Replicas">The regions of its replicas, in order.</param>
public sealed record MultiRegionSet(string Primary, IReadOnlyList<string> Replicas)
{
    /// <summary>Every region.</summary>
    public IEnumerable<string> All() => Replicas.Prepend(Primary);

    /// <summary>With one more replica.</summary>
    public MultiRegionSet With(string region) => new(Primary, [.. Replicas.Append(region).Order(StringComparer.Ordinal)]);

    /// <summary>Without a replica.</summary>
    public MultiRegionSet Without(string region) => new(Primary, [.. Replicas.Where(replica => replica != region)]);

    /// <summary>With one of the replicas as primary, and the primary as a replica.</summary>
    public MultiRegionSet WithPrimary(string region) => new MultiRegionSet(region, Without(region).Replicas).With(Primary);
}
