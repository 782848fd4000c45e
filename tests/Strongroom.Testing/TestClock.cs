namespace Strongroom.Testing;

/// <summary>The system's clock, moved by what a test says. Timers run as ever.</summary>
public sealed class TestClock : TimeProvider
{
    private long offset;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddTicks(Interlocked.Read(ref offset));

    /// <summary>Moves the clock; back, where <paramref name="by"/> is negative.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
