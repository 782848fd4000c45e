using System.Globalization;
using System.Text;
using System.Text.Json;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.FrontDoor;

/// <summary>The published collection of JSON texts that parsers disagree on, each as a request's body and as a member that no operation knows.</summary>
public sealed class JsonVectorTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Bodies_that_are_no_JSON_are_refused_and_nothing_is_worse_than_that()
    {
        await using var server = await ToyServer.StartAsync(new Everything());
        using var connection = await RawConnection.OpenAsync(server.Port);
        var (passed, failed) = (0, new List<string>());
        foreach (var (name, expect, text) in Vectors())
        {
            // As the whole body, only an object can be a request: what is valid JSON may still be refused, but what is none must be.
            var whole = await Ask(text);
            var body = expect == "reject" ? IsRefused(whole) : whole.Status is 200 or 400;

            // As an unknown member, it is ignored where it is valid.
            var inside = await Ask([.. "{\"KeyId\":\"key\",\"Unknown\":"u8, .. text, .. "}"u8]);
            var member = expect switch
            {
                "accept" => inside.Status == 200,
                "reject" => IsRefused(inside),
                _ => inside.Status == 200 || IsRefused(inside),
            };
            if (body && member) passed++;
            else failed.Add($"{name} ({expect}): {whole.Status} {inside.Status}");
        }

        output.WriteLine($"vectors json-parsing.json: {passed} passed, {failed.Count} failed, 0 skipped");
        Assert.Empty(failed);

        async Task<RawAnswer> Ask(byte[] body) => (await connection.SendAsync(server.Signer.SignHeader(ToyServer.Request("ToyService.Everything", body))))!;
    }

    private static bool IsRefused(RawAnswer answer) => answer is { Status: 400, Error: "SerializationException" };

    private static IEnumerable<(string Name, string Expect, byte[] Text)> Vectors()
    {
        var folder = Environment.GetEnvironmentVariable("STRONGROOM_VECTORS");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("STRONGROOM_VECTORS names no folder with hostile/json-parsing.json.");
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "hostile", "json-parsing.json")));
        foreach (var vector in file.RootElement.GetProperty("cases").EnumerateArray())
            yield return (vector.GetProperty("name").GetString()!, vector.GetProperty("expect").GetString()!, TextOf(vector));
    }

    private static byte[] TextOf(JsonElement vector)
    {
        if (vector.TryGetProperty("base64", out var base64)) return base64.GetBytesFromBase64();
        var repeat = vector.GetProperty("repeat");
        var unit = repeat.GetProperty("utf8").GetString()!;
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, repeat.GetProperty("count").GetInt32())));
    }
}
