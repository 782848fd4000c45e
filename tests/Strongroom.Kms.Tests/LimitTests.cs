using Strongroom.Aws;
using Strongroom.Aws.Tests.Limits;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

/// <summary>Both sides of every limit of every operation, made from the table that the check is compiled from, over the wire.</summary>
public sealed class LimitTests(SharedServer shared, ITestOutputHelper output)
{
    [Fact]
    public async Task Both_sides_of_every_limit_are_answered_as_the_table_says()
    {
        using var connection = await SignedConnection.OpenAsync(shared.Server, shared.NewAccount());
        var cases = shared.Server.Running.Table.Find("kms")!.Operations.OrderBy(static operation => operation.Name, StringComparer.Ordinal)
            .SelectMany(LimitCases.Of).ToList();
        var wrong = new List<string>();
        foreach (var each in cases)
        {
            var (status, body) = await connection.SendAsync(each.Operation.WireName, each.Body);
            var code = (string?)body?["__type"];
            var message = (string?)body?["message"] ?? (string?)body?["Message"];
            if (status >= 500 || code == "SerializationException" || !each.Holds(code == "ValidationException" ? message : null))
                wrong.Add($"{each}: {status} {code} {message}");
            if (each.Violation is not null && (status, code) != (400, "ValidationException")) wrong.Add($"{each}: {status} {code} {message}");
        }

        output.WriteLine($"limits: {cases.Count} requests to {cases.Select(static each => each.Operation.Name).Distinct().Count()} operations, "
            + $"{cases.Count(static each => each.Violation is not null)} of them beyond a limit");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/\u00e9")]
    [InlineData("arn:aws:iam::111122223333:user/\u0661")]
    public async Task The_classes_of_a_pattern_are_ascii(string principal)
    {
        using var connection = await SignedConnection.OpenAsync(shared.Server, shared.NewAccount());
        var (status, body) = await connection.SendAsync("TrentService.ListRetirableGrants", new System.Text.Json.Nodes.JsonObject { ["RetiringPrincipal"] = principal });
        Assert.Equal((400, "ValidationException"), (status, (string?)body?["__type"]));
    }

    [Fact]
    public void Every_length_and_range_has_a_case_on_each_side_that_exists()
    {
        foreach (var operation in shared.Server.Running.Table.Find("kms")!.Operations)
        {
            var cases = LimitCases.Of(operation).ToList();
            foreach (var member in operation.RequestMembers.Where(static member => member.Rules.Range is not null || member.Rules.Length is not null))
            {
                Assert.Contains(cases, each => each.Path == member.LowerName && each.Violation?.Contains("less than or equal to", StringComparison.Ordinal) == true);
                Assert.Contains(cases, each => each.Path == member.LowerName && each.Violation is null);
                if (member.Rules is { Length.Min: > 0 } or { Range: not null })
                    Assert.Contains(cases, each => each.Path == member.LowerName && each.Violation?.Contains("greater than or equal to", StringComparison.Ordinal) == true);
            }
        }
    }
}
