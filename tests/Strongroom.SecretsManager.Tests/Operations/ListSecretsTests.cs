using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

public sealed class ListSecretsTests(SharedServer shared) : SecretsTest(shared)
{
    [Fact]
    public async Task Pages_lead_through_all_of_them_in_every_order_and_direction()
    {
        for (var i = 0; i < 7; i++)
        {
            await CreateAsync($"s{(i * 3) % 7}");
            Server.Clock.Move(TimeSpan.FromSeconds(1));
        }

        await ValueAsync("s4");
        await PutAsync("s2", "changed");
        Assert.Equal("s0 s3 s6 s2 s5 s1 s4", await NamesAsync([]));
        Assert.Equal("s4 s1 s5 s2 s6 s3 s0", await NamesAsync(new() { ["SortOrder"] = "desc" }));
        Assert.Equal("s0 s1 s2 s3 s4 s5 s6", await NamesAsync(new() { ["SortBy"] = "name" }));
        Assert.Equal("s6 s5 s4 s3 s2 s1 s0", await NamesAsync(new() { ["SortBy"] = "name", ["SortOrder"] = "desc" }));
        Assert.Equal("s0 s3 s6 s5 s1 s4 s2", await NamesAsync(new() { ["SortBy"] = "last-changed-date" }));
        Assert.Equal("s4", (await NamesAsync(new() { ["SortBy"] = "last-accessed-date", ["SortOrder"] = "desc" }))[..2]);
    }

    [Theory]
    [InlineData("name", "prod/", "prod/db prod/web")]
    [InlineData("name", "Prod/", "")]
    [InlineData("name", "!prod/", "MySecret test/db")]
    [InlineData("tag-key", "own", "prod/db test/db")]
    [InlineData("tag-key", "Own", "")]
    [InlineData("tag-value", "team-", "prod/db test/db")]
    [InlineData("tag-value", "team-a", "prod/db")]
    [InlineData("description", "WEB serv", "prod/web")]
    [InlineData("description", "erv", "")]
    [InlineData("all", "db", "prod/db test/db")]
    [InlineData("all", "secret", "MySecret")]
    [InlineData("all", "!db", "MySecret prod/web")]
    [InlineData("owning-service", "redshift", "")]
    [InlineData("primary-region", "us", "")]
    public async Task Filters_find_what_they_say(string key, string value, string expected)
    {
        await CreateAsync("prod/db", more: new() { ["Tags"] = new JsonArray(Tag("owner", "team-a"), Tag("kind", "db")) });
        await CreateAsync("prod/web", more: new() { ["Description"] = "the Web server" });
        await CreateAsync("test/db", more: new() { ["Tags"] = new JsonArray(Tag("owner", "team-b")) });
        await CreateAsync("MySecret");
        foreach (var sort in new[] { "name", "created-date" })
        {
            var names = await NamesAsync(new() { ["SortBy"] = sort, ["Filters"] = new JsonArray(new JsonObject { ["Key"] = key, ["Values"] = new JsonArray(value) }) }, size: 1);
            Assert.Equal(expected, string.Join(' ', names.Split(' ').Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public async Task Values_are_alternatives_and_filters_are_not()
    {
        foreach (var name in new[] { "a1", "a2", "b1" }) await CreateAsync(name, more: new() { ["Tags"] = new JsonArray(Tag("n", name[1..])) });
        Assert.Equal("a1 a2 b1", await NamesAsync(Filters(("name", ["a", "b"]))));
        Assert.Equal("a1", await NamesAsync(Filters(("name", ["a"]), ("tag-value", ["1"]))));
        Assert.Equal("b1", await NamesAsync(Filters(("name", ["!a"]), ("tag-key", ["n"]))));
    }

    [Fact]
    public async Task A_token_leads_only_through_its_own_list()
    {
        await CreateAsync("one");
        await CreateAsync("two");
        var token = (string)(await Call("ListSecrets", new() { ["MaxResults"] = 1 }))["NextToken"]!;
        await RefusedAsync("InvalidNextTokenException", null, () => Call("ListSecrets", new() { ["NextToken"] = token, ["SortBy"] = "name" }));
        await RefusedAsync("InvalidNextTokenException", null, () => Call("ListSecrets", new() { ["NextToken"] = token }, "us-west-2"));
        await RefusedAsync("InvalidNextTokenException", null, () => Call("ListSecrets", new() { ["NextToken"] = "nonsense" }));
    }

    [Fact]
    public async Task A_batch_answers_each_and_records_each()
    {
        await CreateAsync("b1", "x");
        await CreateAsync("b2", "y");
        var answer = await Call("BatchGetSecretValue", new() { ["SecretIdList"] = new JsonArray("b1", "none", "b2") });
        Assert.Equal(["x", "y"], answer["SecretValues"]!.AsArray().Select(static value => (string)value!["SecretString"]!));
        Assert.Equal("""[{"SecretId":"none","ErrorCode":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}]""",
            answer["Errors"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        var filtered = await Call("BatchGetSecretValue", Filters(("name", ["b"])));
        Assert.Equal(2, filtered["SecretValues"]!.AsArray().Count);
        Assert.Equal(5, (await RecordsAsync()).Count(static record => (string?)record["eventName"] == "GetSecretValue"));
        await RefusedAsync("InvalidParameterException", "Either 'SecretIdList' or 'Filters' must be provided, but not both.", () => Call("BatchGetSecretValue", []));
        await RefusedAsync("InvalidParameterException", "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
            () => Call("BatchGetSecretValue", new() { ["SecretIdList"] = new JsonArray("b1"), ["MaxResults"] = 1 }));
    }

    private async Task<string> NamesAsync(JsonObject request, int size = 3)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = request.DeepClone().AsObject();
            page["MaxResults"] = size;
            if (token is not null) page["NextToken"] = token;
            var answer = await Call("ListSecrets", page);
            names.AddRange(answer["SecretList"]!.AsArray().Select(static secret => (string)secret!["Name"]!));
            token = (string?)answer["NextToken"];
        }
        while (token is not null);
        return string.Join(' ', names);
    }

    private static JsonObject Filters(params (string Key, string[] Values)[] filters) => new()
    {
        ["Filters"] = new JsonArray([.. filters.Select(static filter => (JsonNode)new JsonObject
        {
            ["Key"] = filter.Key,
            ["Values"] = new JsonArray([.. filter.Values.Select(static value => (JsonNode)value)]),
        })]),
    };

    private static JsonObject Tag(string key, string value) => new() { ["Key"] = key, ["Value"] = value };
}
