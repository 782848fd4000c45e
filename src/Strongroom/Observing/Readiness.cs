using Strongroom.Sealing;

namespace Strongroom.Observing;

/// <summary>Whether calls should be sent here: what a load balancer asks.</summary>
internal sealed class Readiness(SealGate gate)
{
    private volatile bool draining;

    /// <summary>From now on no new calls are wanted: the server is about to stop.</summary>
    public void Drain() => draining = true;

    /// <summary>True while the keys are not in memory.</summary>
    public bool IsSealed => gate.Open is null;

    /// <summary>Why not; null when they should.</summary>
    public string? Obstacle
        => draining ? "draining"
        : gate.Open is not { } open ? "sealed"
        : !open.Installation.Trail.IsHealthy ? "audit"
        : null;
}
