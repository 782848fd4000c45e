namespace Strongroom.Kms.Tests.Operations;

public sealed class DecryptTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_wrong_context_a_flipped_bit_and_a_cut_blob_look_alike()
    {
        var key = await CreateKeyAsync();
        var blob = (await EncryptAsync(key.KeyId, "x", new() { ["a"] = "b" })).ToArray();

        await RefusedAsync("InvalidCiphertextException", null, () => DecryptAsync(new(blob)));
        await RefusedAsync("InvalidCiphertextException", null, () => DecryptAsync(new(blob), new() { ["a"] = "c" }));
        await RefusedAsync("InvalidCiphertextException", null, () => DecryptAsync(new(blob), new() { ["A"] = "b" }));
        await RefusedAsync("InvalidCiphertextException", null, () => DecryptAsync(new(blob[..^1]), new() { ["a"] = "b" }));
        await RefusedAsync("InvalidCiphertextException", null, () => DecryptAsync(new([1, 2, 3])));
        Assert.Equal("x", await DecryptAsync(new(blob), new() { ["a"] = "b" }));
    }

    [Fact]
    public async Task No_bit_of_a_blob_can_be_flipped()
    {
        var key = await CreateKeyAsync();
        var blob = (await EncryptAsync(key.KeyId, "x")).ToArray();
        for (var at = 0; at < blob.Length; at++)
        {
            blob[at] ^= 1;
            var refusal = await Assert.ThrowsAnyAsync<Amazon.KeyManagementService.AmazonKeyManagementServiceException>(() => DecryptAsync(new(blob)));
            Assert.True(refusal.ErrorCode is "InvalidCiphertextException" or "AccessDeniedException", $"Byte {at}: {refusal.ErrorCode}");
            blob[at] ^= 1;
        }
    }

    [Fact]
    public async Task The_order_of_the_context_does_not_matter()
    {
        var key = await CreateKeyAsync();
        var blob = await EncryptAsync(key.KeyId, "x", new() { ["one"] = "1", ["two"] = "2", ["drei"] = "ü" });
        Assert.Equal("x", await DecryptAsync(blob, new() { ["two"] = "2", ["drei"] = "ü", ["one"] = "1" }));
    }

    [Fact]
    public async Task Another_key_than_the_one_that_encrypted_is_incorrect()
    {
        var key = await CreateKeyAsync();
        var other = await CreateKeyAsync();
        var blob = await EncryptAsync(key.KeyId, "x");
        await RefusedAsync("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.",
            () => Kms.DecryptAsync(new() { CiphertextBlob = blob, KeyId = other.KeyId }));
        Assert.Equal("x", Text((await Kms.DecryptAsync(new() { CiphertextBlob = blob, KeyId = key.Arn })).Plaintext));
    }

    [Fact]
    public async Task Another_account_learns_nothing()
    {
        const string Refusal =
            "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.";
        var key = await CreateKeyAsync();
        var blob = await EncryptAsync(key.KeyId, "x");
        using var stranger = Server.Kms(Shared.NewAccount());
        await RefusedAsync("AccessDeniedException", Refusal, () => stranger.DecryptAsync(new() { CiphertextBlob = blob }));
        using var elsewhere = Server.Kms(Account, "eu-west-1");
        await RefusedAsync("AccessDeniedException", Refusal, () => elsewhere.DecryptAsync(new() { CiphertextBlob = blob }));
    }

    [Fact]
    public async Task A_key_that_waits_for_its_deletion_opens_nothing_until_it_is_rescued()
    {
        var key = await CreateKeyAsync();
        var blob = await EncryptAsync(key.KeyId, "x");
        await Kms.ScheduleKeyDeletionAsync(key.KeyId, 7);
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending deletion.", () => DecryptAsync(blob));
        await Kms.CancelKeyDeletionAsync(key.KeyId);
        await RefusedAsync("DisabledException", $"{key.Arn} is disabled.", () => DecryptAsync(blob));
        await Kms.EnableKeyAsync(key.KeyId);
        Assert.Equal("x", await DecryptAsync(blob));
    }
}
