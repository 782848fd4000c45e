using System.Collections.Concurrent;

namespace Strongroom.Storage.Files;

/// <summary>How much of each finished segment is dead, as far as it was measured since the start.</summary>
internal sealed class SegmentWaste
{
    private const int MostMeasuredAtOnce = 8;

    private readonly ConcurrentDictionary<long, Counts> measured = new();

    public void Died(BlobAddress address)
    {
        if (measured.TryGetValue(address.Segment, out var counts))
            Interlocked.Add(ref counts.Dead, SegmentFormat.EntryLength(address.Length));
    }

    public void Forget(long segment) => measured.TryRemove(segment, out _);

    /// <summary>A segment of which half or more is dead; measures a few that are not known yet.</summary>
    public long? Find(IEnumerable<long> finished, Func<long, (long Dead, long Total)> measure)
    {
        var left = MostMeasuredAtOnce;
        foreach (var segment in finished)
        {
            if (!measured.TryGetValue(segment, out var counts))
            {
                if (left-- == 0) return null;
                var (dead, total) = measure(segment);
                counts = measured.GetOrAdd(segment, new Counts { Dead = dead, Total = total });
            }

            if (Interlocked.Read(ref counts.Dead) * 2 >= counts.Total) return segment;
        }

        return null;
    }

    private sealed class Counts
    {
        public long Dead, Total;
    }
}
