using System.Globalization;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Fuzz;

public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_request_gets_a_500_or_no_end()
    {
        // STRONGROOM_FUZZ sets another number; a failure prints the requests, and the seeds are fixed.
        var count = int.TryParse(Environment.GetEnvironmentVariable("STRONGROOM_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 6000;
        await using var server = await ToyServer.StartAsync(new Everything(), new Positional(), new Nothing());
        var valid = new[]
        {
            ToyServer.Request("ToyService.Everything", """{"KeyId":"key","Plaintext":"AQID","NumberOfBytes":12,"ValidTo":1764000000.123,"Tags":[{"TagKey":"k","TagValue":"v"}],"Context":{"x":"y"}}"""),
            ToyServer.Request("ToyService.Everything", """{"KeyId":"key","Colour":"RED_1","Palette":["BLUE-2"],"GrantTokens":["a","b"],"One":{"TagKey":"a","TagValue":""},"DryRun":false}"""),
            ToyServer.Request("ToyService.Positional", """{"Name":"n","Many":["a","b"]}"""),
            ToyServer.Request("ToyService.Nothing", "{}"),
        };
        var runs = Enumerable.Range(1, 4).Select(seed => (Run: new FuzzRun(server.Port), Requests: new FuzzRequests(seed, server.Signer, valid))).ToList();
        await Task.WhenAll(runs.Select(each => each.Run.SendAsync(each.Requests, count / runs.Count)));

        foreach (var (status, number) in runs.SelectMany(each => each.Run.Statuses).GroupBy(pair => pair.Key).Select(group => (group.Key, group.Sum(pair => pair.Value))).Order())
            output.WriteLine($"fuzz: {status}: {number}");
        foreach (var line in server.Lines.Where(line => !line.StartsWith("Warning", StringComparison.Ordinal)).Take(5)) output.WriteLine(line);
        Assert.Empty(runs.SelectMany(each => each.Run.Bad));
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        Assert.Equal(200, (await server.CallAsync("ToyService.Everything", """{"KeyId":"key"}""")).Status);
    }
}
