using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Campaigns;

/// <summary>Broken requests of every kind: none may be answered with a 5xx, hang, or close the server.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Lanes = 6;
    private const int Requests = 200_000;

    [Fact]
    public async Task No_request_however_broken_gets_a_500_or_closes_the_server()
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        await using var server = await LocalServer.StartAsync();
        using var kms = server.Kms();
        var keys = new List<string>();
        for (var i = 0; i < 3; i++) keys.Add((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);

        var host = new Uri(server.Endpoint);
        var tally = new ConcurrentDictionary<int, int>();
        var watch = Stopwatch.StartNew();
        var left = Requests;
        bool More() => seconds > 0 ? watch.Elapsed.TotalSeconds < seconds : Interlocked.Decrement(ref left) >= 0;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => RunAsync(host, new(seed + lane, keys, server), tally, More))));

        output.WriteLine($"seed {seed}: {tally.Values.Sum()} requests in {watch.Elapsed.TotalSeconds:0} s; "
            + string.Join(", ", tally.OrderBy(static pair => pair.Key).Select(static pair => $"{(pair.Key == 0 ? "closed" : pair.Key)}: {pair.Value}")));
        Assert.DoesNotContain(tally.Keys, IsServerError);
        Assert.True(tally.ContainsKey(200), "Nothing got through at all: the fuzzer does not reach the operations.");
        Assert.NotNull((await kms.DescribeKeyAsync(keys[0])).KeyMetadata);
    }

    private static async Task RunAsync(Uri host, BrokenRequests requests, ConcurrentDictionary<int, int> tally, Func<bool> more)
    {
        Socket? socket = null;
        var buffer = new byte[64 * 1024];
        while (more())
        {
            var (bytes, sound) = requests.Next();
            try
            {
                if (socket is null)
                {
                    socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(host.Host, host.Port);
                }
                await socket.SendAsync(bytes);
                if (!sound) socket.Shutdown(SocketShutdown.Send);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                var status = await ReadStatusAsync(socket, buffer, patience.Token);
                tally.AddOrUpdate(status, 1, static (_, count) => count + 1);
                if (IsServerError(status)) Assert.Fail($"{status} for {Encoding.Latin1.GetString(bytes)}");
                if (sound && status != 0) continue;
            }
            catch (SocketException)
            {
                tally.AddOrUpdate(0, 1, static (_, count) => count + 1);
            }
            socket?.Dispose();
            socket = null;
        }
        socket?.Dispose();
    }

    // 505 is the right answer to an HTTP version that nobody has.
    private static bool IsServerError(int status) => status >= 500 && status != 505;

    /// <summary>The status of the first answer, whose body is read to its end; 0 where the connection was closed without one.</summary>
    private static async Task<int> ReadStatusAsync(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0) return 0;
            filled += read;
            var text = Encoding.Latin1.GetString(buffer, 0, filled);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var status = int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
            const string Length = "Content-Length: ";
            var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
            var body = at < 0 || at > end ? 0 : int.Parse(text.AsSpan(at + Length.Length, text.IndexOf('\r', at) - at - Length.Length), CultureInfo.InvariantCulture);
            if (filled >= end + 4 + body || filled == buffer.Length) return text.Contains("Connection: close", StringComparison.Ordinal) && status < 500 ? 0 : status;
        }
    }
}
