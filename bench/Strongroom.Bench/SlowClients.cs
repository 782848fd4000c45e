using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Strongroom.Bench;

/// <summary>
/// What thousands of clients that trickle headers, trickle a body or say nothing at all do to the p99 of an honest one: each sends a byte a
/// second, and comes back as soon as the server drops it.
/// </summary>
internal sealed class SlowClients(string program, string data, int count, TimeSpan duration)
{
    private const int HonestConnections = 16;
    private const double HonestPerSecond = 500;

    public async Task ExecuteAsync()
    {
        var port = Run.FreePort();
        await using var server = await ServerProcess.StartAsync("strongroom", port, "/health", program,
            "serve", "--data", Path.Combine(data, "strongroom"), "--urls", $"http://127.0.0.1:{port}", "--profile", "dev");
        var pool = Pools.Make(server.Address, new Signer("test", "test", "us-east-1", $"127.0.0.1:{port}", TimeProvider.System.GetUtcNow()))[Operations.Encrypt];
        await new Measurement().AddPeakAsync(server, pool, HonestConnections, TimeSpan.FromSeconds(3));

        Report.Begin(Operations.Encrypt);
        await MeasureAsync("alone", server, pool, duration / 3);
        using (var crowd = System.Diagnostics.Process.Start("dotnet",
            [typeof(SlowClients).Assembly.Location, "crowd", port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)]))
        {
            await Task.Delay(TimeSpan.FromSeconds(10));
            await MeasureAsync($"+{count} slow", server, pool, duration);
            crowd.Kill();
            await crowd.WaitForExitAsync();
        }
        await MeasureAsync("alone again", server, pool, duration / 3);
    }

    private static async Task MeasureAsync(string name, ServerProcess server, IReadOnlyList<byte[]> pool, TimeSpan duration)
    {
        var measured = new Measurement();
        await measured.AddPacedAsync(server, pool, HonestConnections, HonestPerSecond, duration);
        Report.Row(name, HonestConnections, "500/s", measured, null);
    }
}

/// <summary>The slow clients, in a process and one thread of their own, until it is killed.</summary>
internal static class Crowd
{
    // A source address has fewer ports than a minute of dropped connections takes.
    private static readonly IPAddress[] Sources = [.. Enumerable.Range(2, 8).Select(static last => IPAddress.Parse($"127.0.0.{last}"))];

    // Headers that never end; a body that a signature is claimed for; nothing.
    private static readonly byte[][] Says =
    [
        Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + new string('a', 4096)),
        Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: TrentService.Encrypt\r\n"
            + $"X-Amz-Date: {DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/{DateTime.UtcNow:yyyyMMdd}/us-east-1/kms/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}\r\nContent-Length: 4096\r\n\r\n" + new string('a', 4096)),
        [],
    ];

    private static readonly int[] Begun = [60, Says[1].Length - 4096, 0];

    public static void Run(int port, int count)
    {
        var server = new IPEndPoint(IPAddress.Loopback, port);
        var clients = new (Socket? Socket, int Sent)[count];
        while (true)
        {
            var begun = Environment.TickCount64;
            for (var i = 0; i < count; i++)
            {
                // Spread over the second, as clients that know nothing of each other are.
                if (i % 50 == 0 && begun + 1000L * i / count - Environment.TickCount64 is > 0 and var early) Thread.Sleep((int)early);
                try
                {
                    ref var client = ref clients[i];
                    var says = Says[i % Says.Length];
                    if (client.Socket is not { } socket) client = (Open(server, i, says), Begun[i % Says.Length]);
                    else if (socket.Poll(0, SelectMode.SelectRead)) throw new SocketException(); // Answered or dropped.
                    else if (client.Sent < says.Length) socket.Send(says, client.Sent++, 1, SocketFlags.None);
                }
                catch (SocketException)
                {
                    clients[i].Socket?.Dispose();
                    clients[i] = default;
                }
            }
            Thread.Sleep((int)Math.Max(0, begun + 1000 - Environment.TickCount64));
        }
    }

    private static Socket Open(IPEndPoint server, int number, byte[] says)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Sources[number % Sources.Length], 0));
        socket.Connect(server);
        if (Begun[number % Says.Length] is > 0 and var begun) socket.Send(says, 0, begun, SocketFlags.None);
        return socket;
    }
}
