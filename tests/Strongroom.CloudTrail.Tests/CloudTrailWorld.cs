using System.Text;
using System.Text.Json.Nodes;
using Strongroom.Testing;

namespace Strongroom.CloudTrail.Tests;

/// <summary>The running server, asked as the root of one account.</summary>
internal sealed class CloudTrailWorld(LocalServer server) : IAsyncDisposable
{
    /// <summary>The clock of S3's SDK client is one for the whole process: tests that need it right run one after the other.</summary>
    public const string SdkClock = nameof(SdkClock);

    public LocalServer Server => server;

    public static async Task<CloudTrailWorld> StartAsync() => new(await LocalServer.StartAsync());

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    /// <summary>Calls an operation; its answer, or the error.</summary>
    public async Task<JsonObject> CallAsync(string operation, string json, string region = "us-east-1", string account = "000000000000")
    {
        await server.Running.DrainAuditAsync();
        var host = new Uri(server.Endpoint).Authority;
        var bytes = new PlainSigner(account, "test", region, "cloudtrail")
            .Request(host, CloudTrailService.Target + operation, Encoding.UTF8.GetBytes(json), server.Clock.GetUtcNow());
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(new Uri(server.Endpoint).Host, new Uri(server.Endpoint).Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(bytes);
        return await ReadAsync(stream);
    }

    private static async Task<JsonObject> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture);
        if (length == 0) return [];
        var body = new char[length];
        var read = await reader.ReadBlockAsync(body);
        return JsonNode.Parse(new string(body, 0, read))!.AsObject();
    }
}
