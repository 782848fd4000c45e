using Strongroom.Audit;

namespace Strongroom.Observing;

/// <summary>Whether calls should be sent here: what a load balancer asks.</summary>
internal sealed class Readiness(AuditTrail trail)
{
    private volatile bool draining;

    /// <summary>From now on no new calls are wanted: the server is about to stop.</summary>
    public void Drain() => draining = true;

    /// <summary>Why not; null when they should.</summary>
    public string? Obstacle
        => draining ? "draining"
        : !trail.IsHealthy ? "audit"
        : null;
}
