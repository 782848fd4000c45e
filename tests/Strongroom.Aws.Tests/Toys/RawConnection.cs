using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Strongroom.Aws.Tests.Authentication;

namespace Strongroom.Aws.Tests.Toys;

/// <summary>A connection that sends exactly the bytes it is given: no HTTP library tidies them up.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient client = new();
    private readonly byte[] buffer = new byte[64 * 1024];
    private NetworkStream stream = null!;
    private int start;
    private int end;

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        connection.client.NoDelay = true;
        await connection.client.ConnectAsync("127.0.0.1", port);
        connection.stream = connection.client.GetStream();
        return connection;
    }

    public void Dispose() => client.Dispose();

    public async Task<RawAnswer?> SendAsync(RawRequest request) => await SendAsync(Bytes(request));

    /// <summary>Sends, then reads one answer; null if the server closes without one.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="last">Close our side behind it, so that the server waits for no more.</param>
    public async Task<RawAnswer?> SendAsync(ReadOnlyMemory<byte> bytes, bool last = false)
    {
        try
        {
            await stream.WriteAsync(bytes);
            if (last) client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // The server may refuse, and close, before it has all.
        }

        return await ReadAsync(bodiless: bytes.Span.StartsWith("HEAD"u8));
    }

    public async Task<RawAnswer?> ReadAsync(bool bodiless = false)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await ReadByteAsync() is not { } next) return head.Length == 0 ? null : throw new InvalidDataException($"Half an answer: {head}");
            head.Append((char)next);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        if (status == 100) return await ReadAsync(bodiless);
        var body = new byte[!bodiless && headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        for (var i = 0; i < body.Length; i++) body[i] = await ReadByteAsync() ?? throw new InvalidDataException("Half a body.");
        return new(status, headers, Encoding.UTF8.GetString(body));
    }

    public static byte[] Bytes(RawRequest request)
    {
        if (!request.Headers.Any(header => header.Name.ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING"))
            request = request.With("Content-Length", request.Body.Length.ToString(CultureInfo.InvariantCulture));
        var head = $"{request.Method} {request.Target} HTTP/1.1\r\n{string.Concat(request.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. request.Body];
    }

    private async ValueTask<byte?> ReadByteAsync()
    {
        if (start == end)
        {
            try
            {
                (start, end) = (0, await stream.ReadAsync(buffer));
            }
            catch (IOException)
            {
                return null;
            }

            if (end == 0) return null;
        }

        return buffer[start++];
    }
}

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The error's code in awsJson; null if the body has none.</summary>
    public string? Error => Member("__type");

    public string? Message => Member("message");

    public bool Closes => Headers.TryGetValue("Connection", out var connection) && connection == "close";

    private string? Member(string name)
    {
        if (Body.Length == 0) return null;
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
