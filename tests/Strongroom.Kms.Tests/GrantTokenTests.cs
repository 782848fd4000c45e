using System.Text.Json.Nodes;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

public sealed class GrantTokenTests(SharedServer shared) : KmsTest(shared)
{
    /// <summary>Every operation that takes grant tokens, by the table of its members.</summary>
    public static TheoryData<string> Operations => [.. MembersOf("GrantTokens")];

    /// <summary>Every operation that can be asked to only decide.</summary>
    public static TheoryData<string> DryRuns => [.. MembersOf("DryRun")];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_token_that_is_none_of_ours_is_refused_and_one_of_ours_is_taken(string operation)
    {
        var (connection, sample) = await SampleAsync(operation);
        using var _ = connection;
        var token = (await Kms.CreateGrantAsync(new Amazon.KeyManagementService.Model.CreateGrantRequest
        {
            KeyId = sample.KeyId,
            GranteePrincipal = $"arn:aws:iam::{Account}:root",
            Operations = ["DescribeKey"],
        })).GrantToken;
        foreach (var bad in (string[])["nonsense", "AAAA", token[..^2], token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..], new string('A', 8192)])
        {
            sample.Body["GrantTokens"] = new JsonArray(token, bad);
            var (status, body) = await connection.SendAsync("TrentService." + operation, sample.Body);
            Assert.Equal((400, "InvalidGrantTokenException"), (status, (string?)body?["__type"]));
        }
        sample.Body["GrantTokens"] = new JsonArray(token);
        Assert.Equal(200, (await connection.SendAsync("TrentService." + operation, sample.Body)).Status);
    }

    [Theory]
    [MemberData(nameof(DryRuns))]
    public async Task A_dry_run_decides_and_does_nothing(string operation)
    {
        var (connection, sample) = await SampleAsync(operation);
        using var _ = connection;
        sample.Body["DryRun"] = true;
        var (status, body) = await connection.SendAsync("TrentService." + operation, sample.Body);
        Assert.Equal((400, "DryRunOperationException", "The request would have succeeded, but the DryRun option is set."),
            (status, (string?)body?["__type"], (string?)body?["message"]));

        using var stranger = await SignedConnection.OpenAsync(Server, Shared.NewAccount());
        if (sample.Body.ContainsKey("KeyId")) sample.Body["KeyId"] = sample.Arn;
        if (sample.Body.ContainsKey("DestinationKeyId")) sample.Body["DestinationKeyId"] = sample.Arn;
        Assert.Equal("AccessDeniedException", (string?)(await stranger.SendAsync("TrentService." + operation, sample.Body)).Body?["__type"]);

        sample.Body["DryRun"] = false;
        Assert.Equal(200, (await connection.SendAsync("TrentService." + operation, sample.Body)).Status);
    }

    [Fact]
    public async Task A_dry_run_looks_at_the_ciphertext_unless_it_is_told_to_ignore_it()
    {
        var (connection, sample) = await SampleAsync("Decrypt");
        using var _ = connection;
        var broken = new JsonObject { ["KeyId"] = sample.KeyId, ["CiphertextBlob"] = "AQID", ["DryRun"] = true };
        Assert.Equal("InvalidCiphertextException", await CodeAsync("Decrypt", broken));
        broken["DryRunModifiers"] = new JsonArray("IGNORE_CIPHERTEXT");
        Assert.Equal("DryRunOperationException", await CodeAsync("Decrypt", broken));
        broken.Remove("CiphertextBlob");
        Assert.Equal("DryRunOperationException", await CodeAsync("Decrypt", broken));
        broken.Remove("KeyId");
        Assert.Equal("ValidationException", await CodeAsync("Decrypt", broken));
        broken.Remove("DryRun");
        Assert.Equal("ValidationException", await CodeAsync("Decrypt", broken));
        Assert.Equal("DryRunOperationException", await CodeAsync("ReEncrypt", new()
        {
            ["SourceKeyId"] = sample.KeyId,
            ["DestinationKeyId"] = sample.KeyId,
            ["DryRun"] = true,
            ["DryRunModifiers"] = new JsonArray("IGNORE_CIPHERTEXT"),
        }));

        async Task<string?> CodeAsync(string operation, JsonObject body) => (string?)(await connection.SendAsync("TrentService." + operation, body)).Body?["__type"];
    }

    private async Task<(SignedConnection Connection, Sample Sample)> SampleAsync(string operation)
        => (await SignedConnection.OpenAsync(Server, Account), await new Samples(Account, Kms).EnabledAsync(operation));

    // The table is the program's own; it needs no running server.
    private static IEnumerable<string> MembersOf(string member)
        => from operation in KmsService.Operations
           where operation.GetNestedType("Request")?.GetProperty(member) is not null
           orderby operation.Name
           select operation.Name;
}
