using System.Diagnostics;
using System.Net;

namespace Strongroom.Bench.Load;

/// <summary>Sends requests of a pool over kept connections from one thread.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private const long Patience = 10_000_000_000;

    private readonly int epoll = Libc.NewEpoll();
    private readonly Connection[] connections;
    private readonly byte[] events;

    public LoadGenerator(IPEndPoint server, int count)
    {
        connections = [.. Enumerable.Range(0, count).Select(index => new Connection(server, epoll, index))];
        events = new byte[count * Libc.EventSize];
    }

    /// <summary>Each connection sends its next request as soon as it has its answer: the peak.</summary>
    public Latencies RunClosed(IReadOnlyList<byte[]> pool, TimeSpan duration, Action<int, ReadOnlyMemory<byte>>? answered = null)
    {
        var latencies = new Latencies();
        var next = 0;
        var sentAs = new int[connections.Length];
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var open = 0;
        void Send(int index, long now)
        {
            sentAs[index] = next % pool.Count;
            connections[index].Send(pool[next++ % pool.Count], now);
            open++;
        }

        for (var i = 0; i < connections.Length; i++)
            Send(i, Stopwatch.GetTimestamp());
        while (open > 0)
        {
            var count = Libc.Wait(epoll, events, Patience);
            if (count == 0)
                throw new IOException("The server did not answer for 10 seconds.");
            for (var i = 0; i < count; i++)
            {
                var index = Libc.IndexOf(events, i);
                if (!connections[index].TryReceive())
                    continue;
                open--;
                var now = Stopwatch.GetTimestamp();
                latencies.Add(now - connections[index].Started);
                answered?.Invoke(sentAs[index], connections[index].Body);
                if (now < end && (answered is null || next < pool.Count))
                    Send(index, now);
            }
        }

        return latencies;
    }

    /// <summary>Requests fall due at a fixed rate, whether or not earlier ones were answered; latency counts from when a request was due.</summary>
    public Latencies RunPaced(IReadOnlyList<byte[]> pool, double perSecond, TimeSpan duration)
    {
        var latencies = new Latencies();
        var free = new Stack<int>(Enumerable.Range(0, connections.Length));
        var ticks = Stopwatch.Frequency / perSecond;
        var start = Stopwatch.GetTimestamp();
        var total = (long)(duration.TotalSeconds * perSecond);
        for (long sent = 0, done = 0; done < total;)
        {
            var now = Stopwatch.GetTimestamp();
            while (sent < total && free.Count > 0 && start + (long)(sent * ticks) <= now)
            {
                connections[free.Pop()].Send(pool[(int)(sent % pool.Count)], start + (long)(sent * ticks));
                sent++;
            }

            // Stopwatch ticks are nanoseconds on Linux.
            var wait = sent < total && free.Count > 0 ? Math.Max(start + (long)(sent * ticks) - Stopwatch.GetTimestamp(), 0) : Patience;
            var count = Libc.Wait(epoll, events, wait);
            if (count == 0 && wait == Patience)
                throw new IOException("The server did not answer for 10 seconds.");
            for (var i = 0; i < count; i++)
            {
                var index = Libc.IndexOf(events, i);
                if (!connections[index].TryReceive())
                    continue;
                latencies.Add(Stopwatch.GetTimestamp() - connections[index].Started);
                free.Push(index);
                done++;
            }
        }

        return latencies;
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
        _ = Libc.close(epoll);
    }
}
