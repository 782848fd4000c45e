using System.Diagnostics;

namespace Strongroom.Bench.Load;

/// <summary>How long requests took, to the microsecond, up to a second.</summary>
internal sealed class Latencies
{
    private readonly int[] counts = new int[1_000_001];

    public long Count { get; private set; }

    public void Add(long ticks)
    {
        counts[Math.Clamp((long)(ticks * 1e6 / Stopwatch.Frequency), 0, counts.Length - 1)]++;
        Count++;
    }

    public void Add(Latencies others)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] += others.counts[i];
        Count += others.Count;
    }

    /// <summary>The latency, in milliseconds, that the given share of requests did not exceed.</summary>
    public double At(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
                return i / 1000.0;
        }

        return counts.Length / 1000.0;
    }
}
