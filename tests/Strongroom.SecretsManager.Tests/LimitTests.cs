using Strongroom.Aws.Tests.Limits;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests;

/// <summary>Both sides of every limit of every operation, made from the table that the check is compiled from, over the wire.</summary>
public sealed class LimitTests(SharedServer shared, ITestOutputHelper output) : SecretsTest(shared)
{
    [Fact]
    public async Task Both_sides_of_every_limit_are_answered_as_the_table_says()
    {
        var cases = Server.Running.Table.Find("secretsmanager")!.Operations.OrderBy(static operation => operation.Name, StringComparer.Ordinal)
            // The one list whose elements have a pattern that no made-up element matches.
            .SelectMany(LimitCases.Of).Where(static each => each.Path != "removeReplicaRegions" || each.Violation is not null).ToList();
        var wrong = new List<string>();
        foreach (var each in cases)
        {
            string? code = null, message = null;
            var status = 200;
            try
            {
                await Call(each.Operation.Name, each.Body);
            }
            catch (JsonRefusalException refused)
            {
                (code, message, status) = (refused.Code, refused.Text, refused.Status);
            }

            if (status >= 500 || code == "SerializationException" || !each.Holds(code == "ValidationException" ? message : null))
                wrong.Add($"{each}: {status} {code} {message}");
            if (each.Violation is not null && code != "ValidationException") wrong.Add($"{each}: {status} {code} {message}");
        }

        output.WriteLine($"limits: {cases.Count} requests to {cases.Select(static each => each.Operation.Name).Distinct().Count()} operations, "
            + $"{cases.Count(static each => each.Violation is not null)} of them beyond a limit");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(65536, true)]
    [InlineData(65537, false)]
    public async Task A_value_has_at_most_64_kib(int length, bool taken)
    {
        var name = $"long{length}";
        var create = () => CreateAsync(name, new string('x', length));
        if (!taken)
        {
            await RefusedAsync("ValidationException",
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536", create);
            return;
        }

        await create();
        Assert.Equal(length, (await ValueAsync(name)).Length);
    }

    [Fact]
    public async Task A_name_of_512_characters_is_the_longest()
    {
        await CreateAsync(new string('n', 512));
        Assert.Equal("hunter2", await ValueAsync(new string('n', 512)));
        await RefusedAsync("ValidationException", null, () => CreateAsync(new string('n', 513)));
    }

    [Fact]
    public async Task A_version_has_at_most_20_labels_and_many_versions_are_reaped_once_they_are_a_day_old()
    {
        await CreateAsync("many");
        await PutAsync("many", "v", [.. Enumerable.Range(0, 20).Select(static i => $"L{i}")]);
        await RefusedAsync("ValidationException", null, () => PutAsync("many", "v", [.. Enumerable.Range(0, 21).Select(static i => $"L{i}")]));
        for (var i = 0; i < 105; i++) await PutAsync("many", $"v{i}");
        Assert.Equal(107, await VersionsAsync());
        Server.Clock.Move(TimeSpan.FromHours(25));
        var last = await PutAsync("many", "last");
        Assert.Equal(100, await VersionsAsync());
        Assert.Equal("last", await ValueAsync("many", version: last));
        Assert.Equal("v104", await ValueAsync("many", "AWSPREVIOUS"));
        Assert.Equal("v", await ValueAsync("many", "L7"));

        async Task<int> VersionsAsync()
        {
            var (count, token) = (0, (string?)null);
            do
            {
                var request = new System.Text.Json.Nodes.JsonObject { ["SecretId"] = "many", ["IncludeDeprecated"] = true, ["MaxResults"] = 50 };
                if (token is not null) request["NextToken"] = token;
                var page = await Call("ListSecretVersionIds", request);
                count += page["Versions"]!.AsArray().Count;
                token = (string?)page["NextToken"];
            }
            while (token is not null);
            return count;
        }
    }
}
