namespace Strongroom.Storage;

/// <summary>Knows when the oldest reading that still goes on began, so that nothing is removed under anybody.</summary>
internal sealed class ReadingClock(TimeProvider time)
{
    private readonly Lock changing = new();
    private readonly LinkedList<DateTimeOffset> readings = [];

    /// <summary>Now, where nobody reads.</summary>
    public DateTimeOffset Oldest
    {
        get
        {
            lock (changing) return readings.First?.Value ?? time.GetUtcNow();
        }
    }

    public IDisposable Begin()
    {
        lock (changing) return new Reading(this, readings.AddLast(time.GetUtcNow()));
    }

    private sealed class Reading(ReadingClock clock, LinkedListNode<DateTimeOffset> node) : IDisposable
    {
        public void Dispose()
        {
            lock (clock.changing)
            {
                if (node.List is not null) clock.readings.Remove(node);
            }
        }
    }
}
