using System.Net.Sockets;
using System.Text;

namespace Strongroom.S3.Tests;

public sealed class ExpectTests(SharedServer shared) : S3Test(shared)
{
    [Theory]
    [InlineData("", true, "HTTP/1.1 200", "an empty body is never asked for")]
    [InlineData("content", false, "HTTP/1.1 100", "a body is asked for, and then the connection stays")]
    [InlineData("content", true, "HTTP/1.1 404", "a refusal comes before the body is asked for")]
    public async Task An_answer_in_the_place_of_100_Continue_ends_the_connection(string content, bool closes, string first, string why)
    {
        var endpoint = new Uri(Server.Endpoint);
        var body = Encoding.ASCII.GetBytes(content);
        var bucket = first.EndsWith("404", StringComparison.Ordinal) ? "no-such-bucket" : Bucket;
        var request = Encoding.ASCII.GetString(PlainRequest.Sign("PUT", endpoint.Authority, $"/{bucket}/key", "", body, Account, Server.Clock.GetUtcNow()))
            .Replace("Connection: close\r\n", "Expect: 100-continue\r\n", StringComparison.Ordinal);
        var head = request[..(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)];
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));

        var answer = await ReadAsync(stream);
        Assert.True(answer.StartsWith(first, StringComparison.Ordinal), $"{why}: {answer}");
        if (first.EndsWith("100", StringComparison.Ordinal))
        {
            await stream.WriteAsync(body);
            answer = await ReadAsync(stream);
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        }

        Assert.True(answer.Contains("Connection: close", StringComparison.Ordinal) == closes, $"{why}: {answer}");
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) break;
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }

        return text;
    }
}
