using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class ReEncryptTests(SharedServer shared) : KmsTest(shared)
{
    [Fact]
    public async Task A_ciphertext_moves_to_another_key_and_context()
    {
        var source = await CreateKeyAsync();
        var destination = await CreateKeyAsync();
        var blob = await EncryptAsync(source.KeyId, "x", new() { ["old"] = "1" });
        var moved = await Kms.ReEncryptAsync(new ReEncryptRequest
        {
            CiphertextBlob = blob,
            SourceEncryptionContext = new() { ["old"] = "1" },
            DestinationKeyId = destination.KeyId,
            DestinationEncryptionContext = new() { ["new"] = "2" },
        });
        Assert.Equal((source.Arn, destination.Arn), (moved.SourceKeyId, moved.KeyId));
        Assert.Equal((source.CurrentKeyMaterialId, destination.CurrentKeyMaterialId), (moved.SourceKeyMaterialId, moved.DestinationKeyMaterialId));
        Assert.Equal("x", await DecryptAsync(moved.CiphertextBlob, new() { ["new"] = "2" }));
        await RefusedAsync("InvalidCiphertextException", null,
            () => Kms.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = blob, DestinationKeyId = destination.KeyId }));
    }
}
