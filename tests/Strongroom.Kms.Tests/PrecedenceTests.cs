using System.Text.Json.Nodes;
using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

/// <summary>Of several reasons to refuse, the caller is told the first in AWS's order: the request, the key, the right to it, its state.</summary>
public sealed class PrecedenceTests(SharedServer shared) : KmsTest(shared)
{
    private const string Missing = "00000000-0000-4000-8000-000000000000";

    /// <summary>Operations whose answer depends on the key's state; those that name their key by an ARN or id.</summary>
    public static TheoryData<string> Operations =>
        [.. from row in KeyStateRow.All
            let request = KmsService.Operations.FirstOrDefault(operation => operation.Name == row.Operation)?.GetNestedType("Request")
            where row.Cells[KeyState.PendingDeletion] == "deletion" && request?.GetProperty("KeyId") is not null
            select row.Operation];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_request_comes_before_the_key_the_key_before_the_right_and_the_right_before_the_state(string operation)
    {
        using var owner = await SignedConnection.OpenAsync(Server, Account);
        using var stranger = await SignedConnection.OpenAsync(Server, Shared.NewAccount());
        var sample = await new Samples(Account, Kms).EnabledAsync(operation);
        await Kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = sample.KeyId, PendingWindowInDays = 7 });

        sample.Body["KeyId"] = sample.Arn;
        Assert.Equal("KMSInvalidStateException", await CodeAsync(owner));
        Assert.Equal("AccessDeniedException", await CodeAsync(stranger));
        sample.Body["KeyId"] = Missing;
        Assert.Equal("NotFoundException", await CodeAsync(owner));
        sample.Body["KeyId"] = new string('a', 2049);
        Assert.Equal("ValidationException", await CodeAsync(stranger));

        async Task<string?> CodeAsync(SignedConnection connection)
            => (string?)(await connection.SendAsync("TrentService." + operation, sample.Body)).Body?["__type"];
    }

    [Fact]
    public async Task A_grant_id_that_is_none_is_refused_and_one_that_is_gone_is_not_found()
    {
        var key = await CreateKeyAsync();
        using var connection = await SignedConnection.OpenAsync(Server, Account);
        foreach (var operation in (string[])["RevokeGrant", "RetireGrant", "ListGrants"])
        {
            var body = new JsonObject { ["KeyId"] = key.Arn, ["GrantId"] = "abc" };
            Assert.Equal("InvalidGrantIdException", (string?)(await connection.SendAsync("TrentService." + operation, body)).Body?["__type"]);
            body["GrantId"] = new string('a', 64);
            var (status, answer) = await connection.SendAsync("TrentService." + operation, body);
            if (operation == "ListGrants") Assert.Equal((200, 0), (status, answer!["Grants"]!.AsArray().Count));
            else Assert.Equal("NotFoundException", (string?)answer?["__type"]);
        }
    }

    [Fact]
    public async Task Grants_are_listed_by_grantee_page_by_page_and_by_id()
    {
        var key = await CreateKeyAsync();
        var ids = new List<string>();
        foreach (var grantee in (string[])["a", "b", "a", "a"])
            ids.Add((await Kms.CreateGrantAsync(new CreateGrantRequest
            {
                KeyId = key.KeyId,
                GranteePrincipal = $"arn:aws:iam::{Account}:user/{grantee}",
                Operations = ["Decrypt"],
            })).GrantId);
        var first = await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.KeyId, GranteePrincipal = $"arn:aws:iam::{Account}:user/a", Limit = 2 });
        Assert.True(first.Truncated);
        var last = await Kms.ListGrantsAsync(new ListGrantsRequest
        {
            KeyId = key.KeyId,
            GranteePrincipal = $"arn:aws:iam::{Account}:user/a",
            Limit = 2,
            Marker = first.NextMarker,
        });
        Assert.Equal(ids.Where(id => id != ids[1]).Order(), first.Grants.Concat(last.Grants).Select(static grant => grant.GrantId).Order());
        Assert.Equal(ids[1], Assert.Single((await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.KeyId, GrantId = ids[1] })).Grants).GrantId);
        Assert.Empty((await Kms.ListGrantsAsync(new ListGrantsRequest
        {
            KeyId = key.KeyId,
            GrantId = ids[1],
            GranteePrincipal = $"arn:aws:iam::{Account}:user/a",
        })).Grants ?? []);
    }
}
