using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;

namespace Strongroom.S3.Tests;

public sealed class HostileVectorTests(SharedServer shared, ITestOutputHelper output) : S3Test(shared)
{
    [Fact]
    public async Task Awkward_keys_come_back_byte_for_byte_or_are_refused()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("STRONGROOM_VECTORS") ?? "", "hostile", "object-keys.json");
        if (!File.Exists(file)) Assert.Skip("STRONGROOM_VECTORS names no folder with hostile/object-keys.json.");
        var cases = JsonNode.Parse(await File.ReadAllTextAsync(file))!["cases"]!.AsArray();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var kept = new HashSet<string>();
        var refused = 0;
        foreach (var item in cases)
        {
            var bytes = Convert.FromBase64String((string)item!["utf8Base64"]!);
            var escaped = string.Concat(bytes.Select(static value => $"%{value:X2}"));
            var put = await SendAsync("PUT", escaped, bytes);
            if (put.StartsWith('4'))
            {
                refused++;
                output.WriteLine($"refused with {put}: {(string?)item["show"] ?? escaped[..Math.Min(escaped.Length, 60)]}");
                continue;
            }

            Assert.Equal("200", put);
            var key = strict.GetString(bytes);
            kept.Add(key);
            Assert.Equal(bytes, await StoredAsync(key));
        }

        var listed = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 7, Encoding = EncodingType.Url };
        ListObjectsV2Response page;
        do
        {
            page = await S3.ListObjectsV2Async(request);
            listed.AddRange(page.S3Objects.Select(static item => Uri.UnescapeDataString(item.Key.Replace('+', ' '))));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        output.WriteLine($"{kept.Count} keys kept, {refused} refused");
        Assert.Equal(kept.OrderBy(static key => key, StringComparer.Ordinal), listed.OrderBy(static key => key, StringComparer.Ordinal));
        Assert.Equal(cases.Count, kept.Count + refused);
    }

    [Theory]
    [InlineData("<Delete><Object><Key>a</Key></Object>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>")]
    [InlineData("<Other/>")]
    [InlineData("\u0001\u0002")]
    [InlineData("<Delete><Quiet>maybe</Quiet><Object><Key>a</Key></Object></Delete>")]
    [InlineData("<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>")]
    [InlineData("<Delete></Delete>")]
    public async Task What_is_no_document_of_the_operation_is_malformed(string document)
        => Assert.Contains("<Code>MalformedXML</Code>", await PostAsync(Encoding.UTF8.GetBytes(document)), StringComparison.Ordinal);

    [Fact]
    public async Task Broken_documents_are_refused_and_nothing_is_worse_than_that()
    {
        var whole = Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet><Object><Key>a&amp;b</Key></Object></Delete>");
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var broken = whole.ToArray();
            for (var j = 0; j < 1 + i % 4; j++) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            var answer = await PostAsync(broken[..random.Next(1, broken.Length + 1)]);
            Assert.DoesNotContain("InternalError", answer, StringComparison.Ordinal);
        }
    }

    // Signed by hand, as no SDK sends such keys or bodies.
    private async Task<string> SendAsync(string method, string escapedKey, byte[] body)
        => (await ExchangeAsync(method, $"/{Bucket}/{escapedKey}", "", body)).Split(' ')[1];

    private Task<string> PostAsync(byte[] body) => ExchangeAsync("POST", $"/{Bucket}", "delete=", body);

    private async Task<string> ExchangeAsync(string method, string path, string query, byte[] body)
    {
        var endpoint = new Uri(Server.Endpoint);
        var bytes = PlainRequest.Sign(method, endpoint.Authority, path, query, body, Account, Server.Clock.GetUtcNow());
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await client.GetStream().WriteAsync(bytes);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private async Task<byte[]> StoredAsync(string key)
    {
        var escaped = string.Concat(Encoding.UTF8.GetBytes(key).Select(static value => $"%{value:X2}"));
        var answer = await ExchangeAsync("GET", $"/{Bucket}/{escaped}", "", []);
        return Encoding.UTF8.GetBytes(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
