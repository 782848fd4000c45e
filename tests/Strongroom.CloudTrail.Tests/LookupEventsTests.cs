using System.Text.Json.Nodes;
using Amazon.KeyManagementService.Model;

namespace Strongroom.CloudTrail.Tests;

[Collection(CloudTrailWorld.SdkClock)]
public sealed class LookupEventsTests
{
    [Fact]
    public async Task Pages_lead_through_all_events_once_newest_first()
    {
        await using var world = await CloudTrailWorld.StartAsync();
        using var kms = world.Server.Kms();
        for (var i = 0; i < 7; i++) await kms.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = i + 1 });
        const string Asked = """{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"GenerateRandom"}],"MaxResults":3""";
        var seen = new List<int>();
        string? token = null;
        do
        {
            var page = await world.CallAsync("LookupEvents", Asked + (token is null ? "}" : $$""","NextToken":"{{token}}"}"""));
            seen.AddRange(page["Events"]!.AsArray().Select(e => (int)JsonNode.Parse((string)e!["CloudTrailEvent"]!)!["requestParameters"]!["numberOfBytes"]!));
            token = (string?)page["NextToken"];
        }
        while (token is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);

        // A token leads on in its own lookup, account and region only.
        token = (string?)(await world.CallAsync("LookupEvents", Asked + "}"))["NextToken"];
        Assert.Equal("InvalidNextTokenException", Type(await world.CallAsync("LookupEvents", $$"""{"NextToken":"{{token}}"}""")));
        Assert.Equal("InvalidNextTokenException", Type(await world.CallAsync("LookupEvents", Asked + $$""","NextToken":"{{token}}"}""", "eu-west-1")));
        Assert.Equal("InvalidNextTokenException", Type(await world.CallAsync("LookupEvents", Asked + $$""","NextToken":"{{token}}"}""", account: "111122223333")));
    }

    [Fact]
    public async Task Events_of_other_accounts_and_of_more_than_90_days_ago_are_not_shown()
    {
        await using var world = await CloudTrailWorld.StartAsync();
        using var kms = world.Server.Kms();
        await kms.ListKeysAsync(new ListKeysRequest());
        const string Asked = """{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"ListKeys"}]}""";
        Assert.Single((await world.CallAsync("LookupEvents", Asked))["Events"]!.AsArray());
        Assert.Empty((await world.CallAsync("LookupEvents", Asked, account: "111122223333"))["Events"]!.AsArray());
        world.Server.Clock.Move(TimeSpan.FromDays(89));
        Assert.Single((await world.CallAsync("LookupEvents", Asked))["Events"]!.AsArray());
        world.Server.Clock.Move(TimeSpan.FromDays(2));
        Assert.Empty((await world.CallAsync("LookupEvents", Asked))["Events"]!.AsArray());
    }

    [Fact]
    public async Task Old_segments_are_deleted_where_the_settings_say_so()
    {
        await using var server = await Testing.LocalServer.StartAsync(options => options with { AuditRetention = TimeSpan.FromDays(30) });
        using var kms = server.Kms();
        await kms.ListKeysAsync(new ListKeysRequest());
        server.Clock.Move(TimeSpan.FromDays(31));
        await kms.ListKeysAsync(new ListKeysRequest());
        server.Clock.Move(TimeSpan.FromDays(31));
        await kms.ListKeysAsync(new ListKeysRequest());
        var names = server.AuditRecords().Count;
        await server.RestartAsync();
        await Task.Yield();
        for (var i = 0; i < 200 && server.AuditRecords().Count >= names; i++) await Task.Delay(20);
        Assert.Equal(names - 1, server.AuditRecords().Count);
    }

    [Theory]
    [InlineData("""{"MaxResults":51}""", "InvalidMaxResultsException")]
    [InlineData("""{"MaxResults":0}""", "InvalidMaxResultsException")]
    [InlineData("""{"StartTime":20,"EndTime":10}""", "InvalidTimeRangeException")]
    [InlineData("""{"NextToken":"x"}""", "InvalidNextTokenException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"x"},{"AttributeKey":"EventId","AttributeValue":"x"}]}""", "InvalidLookupAttributesException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"ReadOnly","AttributeValue":"maybe"}]}""", "InvalidLookupAttributesException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"Nothing","AttributeValue":"x"}]}""", "ValidationException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"EventName"}]}""", "ValidationException")]
    public async Task Bad_requests_are_refused(string json, string type)
    {
        await using var world = await CloudTrailWorld.StartAsync();
        Assert.Equal(type, Type(await world.CallAsync("LookupEvents", json)));
    }

    private static string Type(JsonObject answer) => ((string?)answer["__type"] ?? "").Split('#')[^1];
}
