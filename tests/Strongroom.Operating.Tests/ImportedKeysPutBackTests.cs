using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>Imported material that its owner deleted does not come back with an old store; the key waits for it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ImportedKeysPutBackTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_key_whose_material_was_deleted_after_the_backup_is_pending_import_after_it_was_put_back(int earlierDeletions)
    {
        await using var server = await LocalServer.StartAsync();
        var store = Path.Combine(server.Folder, "store");
        var material = RandomNumberGenerator.GetBytes(32);
        string keyId;
        MemoryStream blob;
        using (var kms = server.Kms())
        {
            keyId = (await kms.CreateKeyAsync(new() { Origin = OriginType.EXTERNAL })).KeyMetadata.KeyId;
            await ImportAsync(kms, keyId, material);
            for (var i = 0; i < earlierDeletions; i++)
            {
                await kms.DeleteImportedKeyMaterialAsync(new() { KeyId = keyId });
                await server.Running.Upkeep.RunAsync();
                await ImportAsync(kms, keyId, material);
            }

            blob = (await kms.EncryptAsync(new() { KeyId = keyId, Plaintext = new([1, 2, 3]) })).CiphertextBlob;
        }

        await server.Running.DisposeAsync();
        Folders.Copy(store, store + ".old");
        await server.RestartAsync();
        using (var kms = server.Kms())
        {
            await kms.DeleteImportedKeyMaterialAsync(new() { KeyId = keyId });
            await server.Running.Upkeep.RunAsync();
        }

        await server.Running.DisposeAsync();
        Folders.PutBack(store + ".old", store);
        await server.RestartAsync();
        var position = server.Running.SealedBecause!.Split("--position ")[1];
        await Shell.RunAsync($"{Path.Combine(AppContext.BaseDirectory, "strongroom")} accept-rollback --position {position} --data {server.Folder}", server.Folder);

        using var again = server.Kms();
        Assert.Equal("PendingImport", (await again.DescribeKeyAsync(keyId)).KeyMetadata.KeyState.Value);
        await Assert.ThrowsAsync<KMSInvalidStateException>(() => again.DecryptAsync(new() { CiphertextBlob = blob }));
        await ImportAsync(again, keyId, material);
        Assert.Equal([1, 2, 3], (await again.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext.ToArray());
    }

    private static async Task ImportAsync(AmazonKeyManagementServiceClient kms, string keyId, byte[] material)
    {
        var parameters = await kms.GetParametersForImportAsync(new() { KeyId = keyId, WrappingAlgorithm = "RSAES_OAEP_SHA_256", WrappingKeySpec = "RSA_2048" });
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(parameters.PublicKey.ToArray(), out _);
        await kms.ImportKeyMaterialAsync(new()
        {
            KeyId = keyId,
            ImportToken = parameters.ImportToken,
            EncryptedKeyMaterial = new(rsa.Encrypt(material, RSAEncryptionPadding.OaepSHA256)),
            ExpirationModel = ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE,
        });
    }
}
