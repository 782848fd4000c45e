using System.Net;
using System.Net.Sockets;

namespace Strongroom.Bench;

/// <summary>One whole run: starts the servers, warms them up, measures them in turns, and prints.</summary>
internal sealed class Run(string program, string data, TimeSpan slice)
{
    private const int Many = 64;
    private const int Rounds = 2;

    public async Task ExecuteAsync()
    {
        Report.Machine(DiskProbe.Measure(data));
        var port = FreePort();
        await using var strongroom = await ServerProcess.StartAsync("strongroom", port, "/health", program,
            "serve", "--data", Path.Combine(data, "strongroom"), "--urls", $"http://127.0.0.1:{port}", "--profile", "dev");
        var pools = Pools.Make(strongroom.Address, new Signer("test", "test", "us-east-1", $"127.0.0.1:{port}", TimeProvider.System.GetUtcNow()));

        var barePort = FreePort();
        await using var bare = await ServerProcess.StartAsync("bare Kestrel", barePort, "/health", typeof(Run).Assembly.Location,
            ["bare", $"http://127.0.0.1:{barePort}", .. Operations.All.Select(operation => $"{pools.AnswerSizes[operation]}")]);

        ServerProcess[] servers = [strongroom, bare];
        foreach (var server in servers)
        {
            foreach (var operation in Operations.All)
                await new Measurement().AddPeakAsync(server, pools[operation], Many, slice);
        }

        foreach (var operation in Operations.All)
        {
            Report.Begin(operation);
            foreach (var connections in new[] { 1, Many })
                await ComparePeakAsync(servers, operation, pools[operation], connections);
        }

        await MeasureMotoAsync();
    }

    /// <summary>Both servers in turns, so that what else the machine does hits both alike; then each at 70 % of its own peak.</summary>
    private async Task ComparePeakAsync(ServerProcess[] servers, Operation operation, IReadOnlyList<byte[]> pool, int connections)
    {
        var peaks = servers.Select(_ => new Measurement()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < servers.Length; i++)
                await peaks[i].AddPeakAsync(servers[i], pool, connections, slice);
        }

        for (var i = 0; i < servers.Length; i++)
            Report.Row(servers[i].Name, connections, "peak", peaks[i], peaks[^1]);
        if (connections == 1)
            return;
        for (var i = 0; i < servers.Length; i++)
        {
            var paced = new Measurement();
            await paced.AddPacedAsync(servers[i], pool, connections, 0.7 * peaks[i].PerSecond, slice);
            Report.Row(servers[i].Name, connections, "70 %", paced, null);
        }
    }

    private async Task MeasureMotoAsync()
    {
        var moto = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "moto_server")).FirstOrDefault(File.Exists);
        if (moto is null)
        {
            Report.Note("moto_server is not on this machine: skipped.");
            return;
        }

        var port = FreePort();
        await using var server = await ServerProcess.StartAsync("moto_server", port, "/", moto, "-H", "127.0.0.1", "-p", $"{port}");
        var pools = Pools.Make(server.Address, new Signer("test", "test", "us-east-1", $"127.0.0.1:{port}", TimeProvider.System.GetUtcNow()), requests: 500);
        foreach (var operation in Operations.All)
        {
            Report.Begin(operation);
            foreach (var connections in new[] { 1, Many })
            {
                var peak = new Measurement();
                await peak.AddPeakAsync(server, pools[operation], connections, slice);
                Report.Row(server.Name, connections, "peak", peak, null);
            }
        }
    }

    /// <summary>A port that nothing listens on, below those that outgoing connections take.</summary>
    internal static int FreePort()
    {
        for (var port = 20_000 + Environment.ProcessId % 10_000; ; port++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                if (Interlocked.Exchange(ref lastPort, port) < port)
                    return port;
            }
            catch (SocketException)
            {
                // Taken: try the next.
            }
        }
    }

    private static int lastPort;
}
