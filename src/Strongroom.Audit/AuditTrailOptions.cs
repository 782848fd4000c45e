namespace Strongroom.Audit;

/// <summary>Bounds of the outbox.</summary>
public sealed record AuditTrailOptions
{
    /// <summary>Changes are refused once this many records wait in the outbox.</summary>
    public int MostOutboxRows { get; init; } = 10_000;

    /// <summary>Changes are refused once nothing got from the outbox into the journal for so long.</summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(60);
}
