using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Strongroom.Testing;

/// <summary>An awsJson client as plain as can be, for services without an AWS SDK for .NET here: signs, sends, and reads the answer as JSON.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="prefix">The target's prefix, such as <c>secretsmanager</c>.</param>
/// <param name="signer">Signs.</param>
/// <param name="clock">Dates the requests; the system's clock by default.</param>
public sealed class JsonClient(string endpoint, string prefix, PlainSigner signer, TimeProvider? clock = null)
{
    /// <summary>The answer to a request that is granted.</summary>
    /// <exception cref="JsonRefusalException">It was refused.</exception>
    public async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        var uri = new Uri(endpoint);
        var bytes = signer.Request(uri.Authority, $"{prefix}.{operation}", Encoding.UTF8.GetBytes(request.ToJsonString()), (clock ?? TimeProvider.System).GetUtcNow());
        var (status, body) = await SendAsync(uri, bytes);
        var json = body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        if (status == 200) return json;
        throw new JsonRefusalException((string?)json["__type"] ?? "", (string?)json["message"], status);
    }

    /// <summary>Sends a whole request, and reads the answer's status and body.</summary>
    internal static async Task<(int Status, string Body)> SendAsync(Uri uri, byte[] request)
    {
        using var connection = new TcpClient(uri.Host, uri.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(request);
        var answer = await ReadAsync(stream);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3)), answer[(end + 4)..]);
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var received = new MemoryStream();
        var buffer = new byte[64 << 10];
        var needed = int.MaxValue;
        while (received.Length < needed)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) throw new IOException("The connection was closed before the answer was whole.");
            received.Write(buffer, 0, read);
            if (needed != int.MaxValue) continue;
            var head = Encoding.ASCII.GetString(received.GetBuffer(), 0, (int)received.Length);
            var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var length = head[..end].Split("\r\n").Select(static line => line.Split(": ", 2)).FirstOrDefault(static header => header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
            needed = end + 4 + (length is null ? 0 : int.Parse(length[1]));
        }

        return Encoding.UTF8.GetString(received.GetBuffer(), 0, (int)received.Length);
    }
}

/// <summary>A refusal, as the wire has it.</summary>
public sealed class JsonRefusalException(string code, string? text, int status) : Exception($"{code}: {text}")
{
    /// <summary>The error code.</summary>
    public string Code => code;

    /// <summary>The error text.</summary>
    public string? Text => text;

    /// <summary>The HTTP status.</summary>
    public int Status => status;
}
