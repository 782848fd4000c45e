using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Strongroom.Testing;

/// <summary>A connection that signs and sends awsJson bodies as they are: no client library checks, drops or adds a member.</summary>
public sealed class SignedConnection : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly LocalServer server;
    private readonly PlainSigner signer;
    private readonly byte[] buffer = new byte[1024 * 1024];

    private SignedConnection(LocalServer server, PlainSigner signer) => (this.server, this.signer) = (server, signer);

    /// <summary>Connects as the root of <paramref name="account"/>.</summary>
    public static async Task<SignedConnection> OpenAsync(LocalServer server, string account)
    {
        var connection = new SignedConnection(server, new(account));
        var host = new Uri(server.Endpoint);
        await connection.client.ConnectAsync(host.Host, host.Port);
        return connection;
    }

    /// <summary>Sends one request and reads its answer: the status, and the body as JSON (null where there is none).</summary>
    /// <param name="target">The operation: <c>TrentService.Encrypt</c>.</param>
    /// <param name="body">Its members.</param>
    public async Task<(int Status, JsonNode? Body)> SendAsync(string target, JsonNode body)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(signer.Request(new Uri(server.Endpoint).Authority, target, Encoding.UTF8.GetBytes(body.ToJsonString()), server.Clock.GetUtcNow()));
        var filled = 0;
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0) filled += await ReadAsync(stream, filled);
        var head = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
        var length = head.FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } named
            ? int.Parse(named["Content-Length:".Length..], CultureInfo.InvariantCulture)
            : 0;
        while (filled < end + 4 + length) filled += await ReadAsync(stream, filled);
        return (int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), length == 0 ? null : JsonNode.Parse(buffer.AsSpan(end + 4, length)));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<int> ReadAsync(NetworkStream stream, int filled)
    {
        var read = await stream.ReadAsync(buffer.AsMemory(filled));
        return read > 0 ? read : throw new IOException("The server closed the connection.");
    }
}
