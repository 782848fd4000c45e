using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Operations;

public sealed class GetKeyLastUsageTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_key_that_was_never_used_has_no_last_usage()
    {
        var key = await CreateKeyAsync();
        await Kms.DescribeKeyAsync(key.KeyId);
        var answer = await LastAsync(key.KeyId);
        Assert.Null(answer.KeyLastUsage);
        Assert.Equal((key.KeyId, key.CreationDate, key.CreationDate), (answer.KeyId, answer.TrackingStartDate, answer.KeyCreationDate));
    }

    [Fact]
    public async Task The_last_success_counts_with_its_audit_record_and_no_failure_does()
    {
        var (key, other) = (await CreateKeyAsync(), await CreateKeyAsync());
        var blob = await EncryptAsync(key.KeyId, "x");
        Assert.Equal("Encrypt", (await LastAsync(key.KeyId)).KeyLastUsage.Operation.Value);
        var opened = await Kms.DecryptAsync(new() { CiphertextBlob = blob });
        await Assert.ThrowsAnyAsync<Exception>(() => Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x"), DryRun = true }));
        var last = (await LastAsync(key.KeyId)).KeyLastUsage;
        Assert.Equal(("Decrypt", opened.ResponseMetadata.RequestId), (last.Operation.Value, last.KmsRequestId));
        await Server.Running.DrainAuditAsync();
        Assert.Equal("Decrypt", (string?)Assert.Single(Server.AuditRecords(), record => (string?)record["eventID"] == last.CloudTrailEventId)["eventName"]);

        await Kms.ReEncryptAsync(new() { CiphertextBlob = blob, DestinationKeyId = other.KeyId });
        foreach (var id in (string[])[key.KeyId, other.KeyId]) Assert.Equal("ReEncrypt", (await LastAsync(id)).KeyLastUsage.Operation.Value);
    }

    [Fact]
    public async Task What_was_noted_is_written_down_later_and_survives_a_restart()
    {
        await using var server = await LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata;
        await kms.GenerateDataKeyAsync(new() { KeyId = key.KeyId, KeySpec = "AES_256" });
        var before = (await kms.GetKeyLastUsageAsync(new() { KeyId = key.KeyId })).KeyLastUsage;
        await server.RestartAsync();
        using var again = server.Kms();
        var after = (await again.GetKeyLastUsageAsync(new() { KeyId = key.KeyId })).KeyLastUsage;
        Assert.Equal((before.Operation, before.Timestamp, before.CloudTrailEventId), (after.Operation, after.Timestamp, after.CloudTrailEventId));
        await again.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") });
        Assert.Equal("Encrypt", (await again.GetKeyLastUsageAsync(new() { KeyId = key.KeyId })).KeyLastUsage.Operation.Value);
    }

    [Fact]
    public async Task An_alias_names_no_key_here()
    {
        var key = await CreateKeyAsync();
        await Kms.CreateAliasAsync(new() { AliasName = "alias/app", TargetKeyId = key.KeyId });
        await RefusedAsync("NotFoundException", null, () => LastAsync("alias/app"));
    }

    private Task<GetKeyLastUsageResponse> LastAsync(string keyId) => Kms.GetKeyLastUsageAsync(new() { KeyId = keyId });
}
