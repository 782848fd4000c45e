using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

/// <summary>Every version under a data key of its own, and KMS asked as the caller each time.</summary>
public sealed class EnvelopeTests(SharedServer shared) : SecretsTest(shared)
{
    [Fact]
    public async Task The_default_key_is_made_on_first_use_and_kms_records_name_secret_and_version()
    {
        var arn = await CreateAsync("default");
        await ValueAsync("default");
        var records = await RecordsAsync();
        var made = records.Single(static record => (string?)record["eventName"] == "GenerateDataKey");
        var opened = records.Single(static record => (string?)record["eventName"] == "Decrypt");
        foreach (var record in new[] { made, opened })
        {
            Assert.Equal(arn, (string?)record["requestParameters"]!["encryptionContext"]!["SecretARN"]);
            Assert.Equal("secretsmanager.amazonaws.com", (string?)record["userIdentity"]!["invokedBy"]);
        }

        Assert.Equal((string?)made["requestParameters"]!["encryptionContext"]!["SecretVersionId"], (string?)opened["requestParameters"]!["encryptionContext"]!["SecretVersionId"]);
        var key = (await Kms("DescribeKey", new() { ["KeyId"] = "alias/aws/secretsmanager" }))["KeyMetadata"]!;
        Assert.Equal("AWS", (string?)key["KeyManager"]);
        Assert.Equal((string?)key["Arn"], (string?)made["resources"]![0]!["ARN"]);
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "default" }))["KmsKeyId"]);
        Assert.Equal("DefaultEncryptionKey", (string?)(await Call("ListSecretVersionIds", new() { ["SecretId"] = "default" }))["Versions"]![0]!["KmsKeyIds"]![0]);
        Assert.DoesNotContain(records, static record => record.ToJsonString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_is_tried_before_a_secret_is_put_under_it()
    {
        var key = await KeyAsync();
        await CreateAsync("tried", more: new() { ["KmsKeyId"] = key });
        Assert.Equal(2, (await RecordsAsync()).Count(static record =>
            (string?)record["requestParameters"]?["encryptionContext"]?["SecretVersionId"] == "RequestToValidateKeyAccess"));
        Assert.Equal(key, (string?)(await Call("DescribeSecret", new() { ["SecretId"] = "tried" }))["KmsKeyId"]);
        await RefusedAsync("EncryptionFailure", null, () => CreateAsync("other", more: new() { ["KmsKeyId"] = Guid.NewGuid().ToString() }));
        await RefusedAsync("ResourceNotFoundException", null, () => ValueAsync("other"));
    }

    [Fact]
    public async Task A_disabled_key_stops_retrieval_at_once_and_enabling_it_brings_it_back()
    {
        var key = await KeyAsync();
        await CreateAsync("stopped", more: new() { ["KmsKeyId"] = key });
        await ValueAsync("stopped");
        await Kms("DisableKey", new() { ["KeyId"] = key });
        var refused = await Assert.ThrowsAsync<Testing.JsonRefusalException>(() => ValueAsync("stopped"));
        Assert.Equal("DecryptionFailure", refused.Code);
        Assert.StartsWith("Secrets Manager can't decrypt the secret value: arn:aws:kms:us-east-1:" + Account, refused.Text);
        Assert.Contains("is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: ", refused.Text);
        await Kms("EnableKey", new() { ["KeyId"] = key });
        Assert.Equal("hunter2", await ValueAsync("stopped"));
        await Kms("ScheduleKeyDeletion", new() { ["KeyId"] = key, ["PendingWindowInDays"] = 7 });
        await RefusedAsync("DecryptionFailure", null, () => ValueAsync("stopped"));
        await RefusedAsync("EncryptionFailure", null, () => PutAsync("stopped", "x"));
    }

    [Fact]
    public async Task Who_may_not_decrypt_with_the_key_may_not_retrieve()
    {
        var key = await KeyAsync();
        await CreateAsync("forbidden", more: new() { ["KmsKeyId"] = key });
        await Kms("PutKeyPolicy", new()
        {
            ["KeyId"] = key,
            ["Policy"] = $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{{Account}}}:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}""",
        });
        await RefusedAsync("AccessDeniedException", "Access to KMS is not allowed", () => ValueAsync("forbidden"));
    }

    [Fact]
    public async Task Another_key_seals_the_labelled_versions_anew_and_the_old_one_is_needed_no_more()
    {
        string old = await KeyAsync(), now = await KeyAsync();
        await CreateAsync("moved", "v0", new() { ["KmsKeyId"] = old });
        var deprecated = (string)(await Call("GetSecretValue", new() { ["SecretId"] = "moved" }))["VersionId"]!;
        await PutAsync("moved", "v1");
        await PutAsync("moved", "v2");
        await PutAsync("moved", "v3", "AWSPENDING");
        await Call("UpdateSecret", new() { ["SecretId"] = "moved", ["ClientRequestToken"] = Token(), ["KmsKeyId"] = now });
        await Kms("DisableKey", new() { ["KeyId"] = old });
        Assert.Equal("v1", await ValueAsync("moved", "AWSPREVIOUS"));
        Assert.Equal("v2", await ValueAsync("moved"));
        Assert.Equal("v3", await ValueAsync("moved", "AWSPENDING"));
        await RefusedAsync("DecryptionFailure", null, () => ValueAsync("moved", version: deprecated));
        await Call("UpdateSecret", new() { ["SecretId"] = "moved", ["ClientRequestToken"] = Token(), ["KmsKeyId"] = "" });
        await Kms("DisableKey", new() { ["KeyId"] = now });
        Assert.Equal("v2", await ValueAsync("moved"));
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "moved" }))["KmsKeyId"]);
    }

    private async Task<string> KeyAsync() => (string)(await Kms("CreateKey", []))["KeyMetadata"]!["Arn"]!;
}
