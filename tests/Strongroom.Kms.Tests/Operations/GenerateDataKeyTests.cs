using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class GenerateDataKeyTests(SharedServer shared) : KmsTest(shared)
{
    [Theory]
    [InlineData("AES_256", null, 32)]
    [InlineData("AES_128", null, 16)]
    [InlineData(null, 1, 1)]
    [InlineData(null, 1024, 1024)]
    public async Task A_data_key_opens_to_the_bytes_that_were_handed_out(string? spec, int? bytes, int length)
    {
        var key = await CreateKeyAsync();
        var made = await Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest
        {
            KeyId = key.KeyId,
            KeySpec = spec,
            NumberOfBytes = bytes,
            EncryptionContext = new() { ["file"] = "1" },
        });
        Assert.Equal(length, made.Plaintext.Length);
        Assert.Equal(key.Arn, made.KeyId);
        var opened = await Kms.DecryptAsync(new() { CiphertextBlob = made.CiphertextBlob, EncryptionContext = new() { ["file"] = "1" } });
        Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
        await RefusedAsync("InvalidCiphertextException", null, () => Kms.DecryptAsync(new() { CiphertextBlob = made.CiphertextBlob }));
    }

    private static readonly int OneTooMany = 1025;

    [Fact]
    public async Task One_of_spec_and_length_is_needed_and_not_both()
    {
        var key = await CreateKeyAsync();
        await RefusedAsync("ValidationException", null, () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId }));
        await RefusedAsync("ValidationException", null,
            () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId, KeySpec = "AES_256", NumberOfBytes = 32 }));
        await RefusedAsync("ValidationException", "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint:"
            + " Member must have value less than or equal to 1024",
            () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId, NumberOfBytes = OneTooMany }));
        await RefusedAsync("ValidationException", "1 validation error detected: Value 'AES_512' at 'keySpec' failed to satisfy constraint:"
            + " Member must satisfy enum value set: [AES_256, AES_128]",
            () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId, KeySpec = "AES_512" }));
    }

    [Fact]
    public async Task Without_plaintext_only_the_wrapped_key_is_returned()
    {
        var key = await CreateKeyAsync();
        var made = await Kms.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key.KeyId, KeySpec = "AES_256" });
        Assert.Equal(32, (await Kms.DecryptAsync(new() { CiphertextBlob = made.CiphertextBlob })).Plaintext.Length);
    }

    [Fact]
    public async Task Random_bytes_come_in_lengths_from_1_to_1024()
    {
        Assert.Equal(1024, (await Kms.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = 1024 })).Plaintext.Length);
        await RefusedAsync("ValidationException", null, () => Kms.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = OneTooMany }));
        await RefusedAsync("ValidationException", "NumberOfBytes is required.", () => Kms.GenerateRandomAsync(new GenerateRandomRequest()));
    }
}
