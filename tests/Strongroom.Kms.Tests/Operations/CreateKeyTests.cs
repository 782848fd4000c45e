using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class CreateKeyTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_new_key_has_awss_defaults()
    {
        var key = await CreateKeyAsync();
        Assert.Equal(Account, key.AWSAccountId);
        Assert.Equal($"arn:aws:kms:us-east-1:{Account}:key/{key.KeyId}", key.Arn);
        Assert.True(Guid.TryParseExact(key.KeyId, "D", out _));
        Assert.Equal(("Enabled", "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "AWS_KMS", "CUSTOMER"),
            (key.KeyState.Value, key.KeyUsage.Value, key.KeySpec.Value, key.Origin.Value, key.KeyManager.Value));
        Assert.Equal(["SYMMETRIC_DEFAULT"], key.EncryptionAlgorithms);
        Assert.True(key.Enabled);
        Assert.False(key.MultiRegion);
        Assert.Equal("", key.Description);
        Assert.Matches("^[0-9a-f]{64}$", key.CurrentKeyMaterialId);
        var policy = (await Kms.GetKeyPolicyAsync(key.KeyId, "default")).Policy;
        Assert.Contains($"arn:aws:iam::{Account}:root", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_survives_a_restart_with_all_that_was_said_of_it()
    {
        await using var server = await Testing.LocalServer.StartAsync();
        using var before = server.Kms();
        var key = (await before.CreateKeyAsync(new CreateKeyRequest
        {
            Description = "for the post",
            Tags = [new() { TagKey = "team", TagValue = "red" }],
        })).KeyMetadata;
        var blob = (await before.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = Bytes("x") })).CiphertextBlob;

        await server.RestartAsync();
        using var after = server.Kms();
        Assert.Equal("for the post", (await after.DescribeKeyAsync(key.KeyId)).KeyMetadata.Description);
        Assert.Equal("red", Assert.Single((await after.ListResourceTagsAsync(new() { KeyId = key.KeyId })).Tags).TagValue);
        Assert.Equal("x", Text((await after.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext));
    }

    [Fact]
    public async Task Wrong_pairs_of_spec_and_usage_are_refused_in_awss_words()
    {
        await RefusedAsync("ValidationException", "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
            () => CreateKeyAsync(request => request.KeySpec = "RSA_2048"));
        await RefusedAsync("ValidationException", "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
            () => CreateKeyAsync(request => (request.KeySpec, request.KeyUsage) = ("RSA_2048", "KEY_AGREEMENT")));
    }

    [Fact]
    public async Task Tags_have_rules()
    {
        await RefusedAsync("TagException", "Duplicate tag keys", () => CreateKeyAsync(request => request.Tags = [Tag("a"), Tag("a")]));
        await RefusedAsync("TagException", "Tags beginning with aws: are reserved", () => CreateKeyAsync(request => request.Tags = [Tag("aws:x")]));
        await RefusedAsync("TagException", "Too many tags", () => CreateKeyAsync(request => request.Tags = [.. Enumerable.Range(0, 51).Select(i => Tag($"t{i}"))]));
        await CreateKeyAsync(request => request.Tags = [.. Enumerable.Range(0, 50).Select(i => Tag($"t{i}"))]);
    }

    private static Tag Tag(string key) => new() { TagKey = key, TagValue = "v" };
}
