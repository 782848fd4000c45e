namespace Strongroom.Audit;

/// <summary>Bounds of the outbox.</summary>
public sealed record AuditTrailOptions
{
    /// <summary>Changes wait once this many records wait in the outbox.</summary>
    public int MostOutboxRows { get; init; } = 10_000;

    /// <summary>How long changes wait for room in the outbox before they are refused.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes are refused once nothing got from the outbox into the journal for so long.</summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(60);
}
