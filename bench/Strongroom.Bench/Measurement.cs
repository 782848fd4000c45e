using System.Diagnostics;
using Strongroom.Bench.Load;

namespace Strongroom.Bench;

/// <summary>What one server did with one operation over some connections.</summary>
internal sealed class Measurement
{
    private long requests;
    private double seconds;
    private TimeSpan processor;
    private long? allocated = 0;
    private readonly Latencies latencies = new();

    public double PerSecond => requests / seconds;

    public double P50 => latencies.At(0.5);

    public double P99 => latencies.At(0.99);

    /// <summary>Processor time of the server, in microseconds a request.</summary>
    public double ProcessorMicroseconds => processor.TotalMicroseconds / requests;

    /// <summary>Bytes that the server allocated a request.</summary>
    public long? AllocatedBytes => allocated / requests;

    /// <summary>Sends for some time at the peak and adds the outcome.</summary>
    public async Task AddPeakAsync(ServerProcess server, IReadOnlyList<byte[]> pool, int connections, TimeSpan duration)
    {
        using var load = new LoadGenerator(server.Address, connections);
        await AddAsync(server, () => load.RunClosed(pool, duration));
    }

    /// <summary>Sends for some time at a fixed rate and adds the outcome.</summary>
    public async Task AddPacedAsync(ServerProcess server, IReadOnlyList<byte[]> pool, int connections, double perSecond, TimeSpan duration)
    {
        using var load = new LoadGenerator(server.Address, connections);
        await AddAsync(server, () => load.RunPaced(pool, perSecond, duration));
    }

    private async Task AddAsync(ServerProcess server, Func<Latencies> run)
    {
        var (processorBefore, allocatedBefore) = (server.ProcessorTime(), await server.AllocatedAsync());
        var watch = Stopwatch.StartNew();
        var result = run();
        seconds += watch.Elapsed.TotalSeconds;
        processor += server.ProcessorTime() - processorBefore;
        allocated += await server.AllocatedAsync() - allocatedBefore;
        requests += result.Count;
        latencies.Add(result);
    }
}
