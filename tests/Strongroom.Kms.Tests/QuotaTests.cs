using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

public sealed class QuotaTests
{
    private const string Grantee = "arn:aws:iam::000000000000:root";

    [Fact]
    public async Task An_account_has_so_many_keys_in_a_region_until_some_are_gone()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { KmsLimits = new() { Keys = 12 } });
        using var kms = server.Kms();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => kms.CreateKeyAsync(new())));
        await DescribeServiceKeyAsync(kms);
        await RefusedAsync("The KMS key limit has been reached for the account 000000000000 in the Region us-east-1.", () => kms.CreateKeyAsync(new()));
        using var elsewhere = server.Kms(region: "eu-west-1");
        await elsewhere.CreateKeyAsync(new());
        using var other = server.Kms("000000000001");
        await other.CreateKeyAsync(new());

        // A key counts until it is destroyed, and the count is as durable as the keys.
        var one = (await kms.ListKeysAsync(new ListKeysRequest { Limit = 1 })).Keys[0].KeyId;
        if (one == await DescribeServiceKeyAsync(kms)) one = (await kms.ListKeysAsync(new ListKeysRequest { Limit = 2 })).Keys[1].KeyId;
        await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = one, PendingWindowInDays = 7 });
        await server.RestartAsync();
        using var again = server.Kms();
        await RefusedAsync(null, () => again.CreateKeyAsync(new()));
        server.Clock.Move(TimeSpan.FromDays(8));
        await server.Running.Calendar.RunDueAsync();
        await again.CreateKeyAsync(new());
        await RefusedAsync(null, () => again.CreateKeyAsync(new()));
    }

    [Fact]
    public async Task A_key_has_so_many_grants_until_some_end()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { KmsLimits = new() { GrantsPerKey = 3 } });
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata;
        var request = new CreateGrantRequest { KeyId = key.KeyId, GranteePrincipal = Grantee, Operations = ["Decrypt"], Name = "first" };
        var first = await kms.CreateGrantAsync(request);
        request.Name = null;
        await Task.WhenAll(kms.CreateGrantAsync(request), kms.CreateGrantAsync(request));
        await RefusedAsync($"The grant limit has been reached for the given keyId: {key.Arn}", () => kms.CreateGrantAsync(request));

        // The same grant again is no further one.
        request.Name = "first";
        Assert.Equal(first.GrantId, (await kms.CreateGrantAsync(request)).GrantId);
        request.Name = null;
        await kms.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key.KeyId, GrantId = first.GrantId });
        await kms.RetireGrantAsync(new RetireGrantRequest { GrantToken = (await kms.CreateGrantAsync(request)).GrantToken });
        await kms.CreateGrantAsync(request);
        await RefusedAsync(null, () => kms.CreateGrantAsync(request));
        await kms.CreateGrantAsync(new CreateGrantRequest { KeyId = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId, GranteePrincipal = Grantee, Operations = ["Decrypt"] });
    }

    [Fact]
    public async Task A_key_has_so_many_aliases()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { KmsLimits = new() { AliasesPerKey = 2 } });
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata;
        var other = (await kms.CreateKeyAsync(new())).KeyMetadata;
        await kms.CreateAliasAsync("alias/a", key.KeyId);
        await kms.CreateAliasAsync("alias/b", key.KeyId);
        await kms.CreateAliasAsync("alias/c", other.KeyId);
        var text = $"The alias limit has been reached for the given keyId: {key.Arn}";
        await RefusedAsync(text, () => kms.CreateAliasAsync("alias/d", key.KeyId));
        await RefusedAsync(text, () => kms.UpdateAliasAsync(new() { AliasName = "alias/c", TargetKeyId = key.KeyId }));
        await kms.DeleteAliasAsync("alias/a");
        await kms.UpdateAliasAsync(new() { AliasName = "alias/c", TargetKeyId = key.KeyId });
    }

    [Fact]
    public void Quotas_are_settings()
    {
        var options = ServerOptions.Read(null, new Dictionary<string, string?> { ["Kms:Keys"] = "5", ["Kms:GrantsPerKey"] = "6" });
        Assert.Equal(new KmsLimits { Keys = 5, AliasesPerKey = 50, GrantsPerKey = 6 }, options.KmsLimits);
        Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Kms:Keys"] = "-1" }));
    }

    private static async Task<string> DescribeServiceKeyAsync(Amazon.KeyManagementService.AmazonKeyManagementServiceClient kms)
        => (await kms.DescribeKeyAsync("alias/aws/s3")).KeyMetadata.KeyId;

    private static async Task RefusedAsync(string? text, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(call);
        if (text is not null) Assert.Equal(text, refusal.Message);
    }
}
