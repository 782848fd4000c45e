using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class EncryptTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task What_was_encrypted_opens_without_naming_the_key()
    {
        var key = await CreateKeyAsync();
        var blob = await EncryptAsync(key.KeyId, "attack at dawn", new() { ["purpose"] = "post" });
        var opened = await Kms.DecryptAsync(new() { CiphertextBlob = blob, EncryptionContext = new() { ["purpose"] = "post" } });
        Assert.Equal("attack at dawn", Text(opened.Plaintext));
        Assert.Equal(key.Arn, opened.KeyId);
        Assert.Equal("SYMMETRIC_DEFAULT", opened.EncryptionAlgorithm.Value);
        Assert.Equal(key.CurrentKeyMaterialId, opened.KeyMaterialId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public async Task Both_ends_of_the_length_are_taken(int length)
    {
        var key = await CreateKeyAsync();
        var plaintext = new byte[length];
        Random.Shared.NextBytes(plaintext);
        var sealedText = await Kms.EncryptAsync(new() { KeyId = key.Arn, Plaintext = new(plaintext) });
        Assert.InRange(sealedText.CiphertextBlob.Length, length + 1, 6144);
        var opened = await Kms.DecryptAsync(new() { CiphertextBlob = sealedText.CiphertextBlob });
        Assert.Equal(plaintext, opened.Plaintext.ToArray());
    }

    [Fact]
    public async Task One_byte_too_many_is_refused_without_printing_it()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException",
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
            () => Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[4097]) }));
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named_by_its_arn()
    {
        var id = Guid.NewGuid().ToString();
        await RefusedAsync("NotFoundException", $"Key 'arn:aws:kms:us-east-1:{Account}:key/{id}' does not exist", () => EncryptAsync(id, "x"));
        await RefusedAsync("NotFoundException", "Invalid keyId 'nonsense'", () => EncryptAsync("nonsense", "x"));
        await RefusedAsync("NotFoundException", $"Alias arn:aws:kms:us-east-1:{Account}:alias/none is not found.", () => EncryptAsync("alias/none", "x"));
    }

    [Fact]
    public async Task A_disabled_key_encrypts_nothing()
    {
        var key = await CreateKeyAsync();
        await Kms.DisableKeyAsync(key.KeyId);
        await RefusedAsync("DisabledException", $"{key.Arn} is disabled.", () => EncryptAsync(key.KeyId, "x"));
        await Kms.EnableKeyAsync(key.KeyId);
        await EncryptAsync(key.KeyId, "x");
    }

    [Fact]
    public async Task A_key_may_be_named_in_four_ways()
    {
        var key = await CreateKeyAsync();
        await Kms.CreateAliasAsync("alias/four", key.KeyId);
        foreach (var name in new[] { key.KeyId, key.Arn, "alias/four", $"arn:aws:kms:us-east-1:{Account}:alias/four" })
            Assert.Equal(key.Arn, (await Kms.EncryptAsync(new() { KeyId = name, Plaintext = Bytes("x") })).KeyId);
    }

    [Fact]
    public async Task The_record_names_the_context_and_no_plaintext()
    {
        var key = await CreateKeyAsync();
        await EncryptAsync(key.KeyId, "tell nobody 7261", new() { ["purpose"] = "audit-test" });
        var record = Server.AuditRecords().Last(record => (string?)record["eventName"] == "Encrypt" && (string?)record["recipientAccountId"] == Account);
        Assert.Equal("kms.amazonaws.com", (string?)record["eventSource"]);
        Assert.Equal("audit-test", (string?)record["requestParameters"]!["encryptionContext"]!["purpose"]);
        Assert.Equal(key.Arn, (string?)record["resources"]![0]!["ARN"]);
        Assert.True((bool?)record["readOnly"]);
        Assert.DoesNotContain("7261", record.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_only_decides()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.",
            () => Kms.EncryptAsync(new EncryptRequest { KeyId = key.KeyId, Plaintext = Bytes("x"), DryRun = true }));
    }
}
