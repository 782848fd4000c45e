using System.Security.Cryptography;
using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Import;

namespace Strongroom.Kms.Tests.Operations;

public sealed class ImportKeyMaterialTests(SharedServer shared) : KmsTest(shared)
{
    [Theory]
    [InlineData("RSAES_OAEP_SHA_1", "RSA_2048")]
    [InlineData("RSAES_OAEP_SHA_256", "RSA_3072")]
    [InlineData("RSA_AES_KEY_WRAP_SHA_1", "RSA_4096")]
    [InlineData("RSA_AES_KEY_WRAP_SHA_256", "RSA_2048")]
    public async Task Material_comes_in_under_every_wrapping(string algorithm, string wrappingKeySpec)
    {
        var key = await CreateExternalKeyAsync();
        Assert.Equal("PendingImport", key.KeyState.Value);
        Assert.Null(key.CurrentKeyMaterialId);
        var imported = await Kms.ImportAsync(key.KeyId, Importer.NewMaterial("SYMMETRIC_DEFAULT"), algorithm, wrappingKeySpec);
        Assert.Equal(key.Arn, imported.KeyId);

        var described = (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata;
        Assert.Equal(("Enabled", "EXTERNAL", "KEY_MATERIAL_DOES_NOT_EXPIRE"), (described.KeyState.Value, described.Origin.Value, described.ExpirationModel.Value));
        Assert.Equal(imported.KeyMaterialId, described.CurrentKeyMaterialId);
        Assert.Null(described.ValidTo);
        Assert.Equal("hello", await DecryptAsync(await EncryptAsync(key.KeyId, "hello")));
    }

    [Theory]
    [InlineData("HMAC_224", "GENERATE_VERIFY_MAC", "RSAES_OAEP_SHA_256")]
    [InlineData("HMAC_256", "GENERATE_VERIFY_MAC", "RSAES_OAEP_SHA_256")]
    [InlineData("HMAC_384", "GENERATE_VERIFY_MAC", "RSAES_OAEP_SHA_1")]
    [InlineData("HMAC_512", "GENERATE_VERIFY_MAC", "RSA_AES_KEY_WRAP_SHA_256")]
    [InlineData("RSA_2048", "SIGN_VERIFY", "RSA_AES_KEY_WRAP_SHA_256")]
    [InlineData("RSA_2048", "ENCRYPT_DECRYPT", "RSA_AES_KEY_WRAP_SHA_1")]
    [InlineData("ECC_NIST_P256", "SIGN_VERIFY", "RSAES_OAEP_SHA_256")]
    [InlineData("ECC_NIST_P256", "KEY_AGREEMENT", "RSAES_OAEP_SHA_256")]
    [InlineData("ECC_NIST_P384", "SIGN_VERIFY", "RSA_AES_KEY_WRAP_SHA_256")]
    [InlineData("ECC_NIST_P521", "SIGN_VERIFY", "RSA_AES_KEY_WRAP_SHA_256")]
    [InlineData("ECC_SECG_P256K1", "SIGN_VERIFY", "RSAES_OAEP_SHA_256")]
    [InlineData("ECC_NIST_EDWARDS25519", "SIGN_VERIFY", "RSAES_OAEP_SHA_256")]
    [InlineData("ML_DSA_44", "SIGN_VERIFY", "RSAES_OAEP_SHA_256")]
    public async Task Every_kind_of_key_takes_material_and_takes_the_same_only_again(string spec, string usage, string algorithm)
    {
        var key = await CreateExternalKeyAsync(spec, usage);
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending import.", () => UseAsync(key.KeyId, spec, usage));
        var material = Importer.NewMaterial(spec);
        Assert.Null((await Kms.ImportAsync(key.KeyId, material, algorithm)).KeyMaterialId);
        var before = await UseAsync(key.KeyId, spec, usage);

        Assert.Null((await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId })).KeyMaterialId);
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending import.", () => UseAsync(key.KeyId, spec, usage));
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, Importer.NewMaterial(spec), algorithm));
        await Kms.ImportAsync(key.KeyId, material, algorithm);
        Assert.Equal(before, await UseAsync(key.KeyId, spec, usage));
    }

    [Fact]
    public async Task An_imported_hmac_key_computes_what_its_owner_computes()
    {
        var key = await CreateExternalKeyAsync("HMAC_256", "GENERATE_VERIFY_MAC");
        var material = Importer.NewMaterial("HMAC_256");
        await Kms.ImportAsync(key.KeyId, material);
        Assert.Equal(Convert.ToHexString(HMACSHA256.HashData(material, "message"u8)), await UseAsync(key.KeyId, "HMAC_256", "GENERATE_VERIFY_MAC"));
    }

    [Fact]
    public async Task What_was_encrypted_opens_again_after_the_material_was_deleted_and_came_back()
    {
        var key = await CreateExternalKeyAsync();
        var material = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var id = (await Kms.ImportAsync(key.KeyId, material, change: static request => request.KeyMaterialDescription = "from the safe")).KeyMaterialId;
        var blob = await EncryptAsync(key.KeyId, "kept");

        var deleted = await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId });
        Assert.Equal((key.Arn, id), (deleted.KeyId, deleted.KeyMaterialId));
        var described = (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata;
        Assert.Equal("PendingImport", described.KeyState.Value);
        Assert.Null(described.ExpirationModel);
        await RefusedAsync("KMSInvalidStateException", $"{key.Arn} is pending import.", () => DecryptAsync(blob));
        Assert.Equal(id, (await Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId })).KeyMaterialId);

        await Kms.ImportAsync(key.KeyId, material, "RSA_AES_KEY_WRAP_SHA_256", "RSA_3072", change: request => request.KeyMaterialId = id);
        Assert.Equal("kept", await DecryptAsync(blob));
        var entry = Assert.Single((await Kms.ListKeyRotationsAsync(new() { KeyId = key.KeyId, IncludeKeyMaterial = "ALL_KEY_MATERIAL" })).Rotations);
        Assert.Equal("from the safe", entry.KeyMaterialDescription);
    }

    [Fact]
    public async Task An_expiry_lies_in_the_future_and_within_a_year()
    {
        var key = await CreateExternalKeyAsync();
        var material = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        var now = Server.Clock.GetUtcNow().UtcDateTime;
        Task ImportUntil(DateTime? validTo, string? model) => Kms.ImportAsync(key.KeyId, material, change: request =>
        {
            request.ExpirationModel = model;
            request.ValidTo = validTo;
        });
        await RefusedAsync("ValidationException", "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES", () => ImportUntil(null, null));
        await RefusedAsync("ValidationException", null, () => ImportUntil(now.AddDays(1), "KEY_MATERIAL_DOES_NOT_EXPIRE"));
        await RefusedAsync("ValidationException", null, () => ImportUntil(now.AddSeconds(-1), "KEY_MATERIAL_EXPIRES"));
        await RefusedAsync("ValidationException", null, () => ImportUntil(now.AddDays(366), "KEY_MATERIAL_EXPIRES"));
        await ImportUntil(now.AddDays(364.9), null);
        var described = (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata;
        Assert.Equal("KEY_MATERIAL_EXPIRES", described.ExpirationModel.Value);
        Assert.Equal(now.AddDays(364.9), described.ValidTo!.Value.ToUniversalTime(), TimeSpan.FromSeconds(1));
        await ImportUntil(null, "KEY_MATERIAL_DOES_NOT_EXPIRE");
        Assert.Null((await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.ValidTo);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(16)]
    public async Task Material_of_a_wrong_length_is_refused(int length)
    {
        var key = await CreateExternalKeyAsync();
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, RandomNumberGenerator.GetBytes(length)));
    }

    [Theory]
    [InlineData("ECC_NIST_P256", "ECC_NIST_P384")]
    [InlineData("ECC_NIST_P256", "ECC_SECG_P256K1")]
    [InlineData("ECC_NIST_EDWARDS25519", "ECC_NIST_P256")]
    [InlineData("ECC_NIST_P256", "SYMMETRIC_DEFAULT")]
    [InlineData("RSA_3072", "RSA_2048")]
    public async Task Material_of_another_spec_is_refused(string spec, string given)
    {
        var key = await CreateExternalKeyAsync(spec, "SIGN_VERIFY");
        await RefusedAsync("IncorrectKeyMaterialException", null, () => Kms.ImportAsync(key.KeyId, Importer.NewMaterial(given), "RSA_AES_KEY_WRAP_SHA_256"));
    }

    [Fact]
    public async Task What_does_not_unwrap_is_an_invalid_ciphertext_and_what_cannot_be_wrapped_material_an_invalid_size()
    {
        var key = await CreateExternalKeyAsync();
        var material = Importer.NewMaterial("SYMMETRIC_DEFAULT");
        await RefusedAsync("InvalidCiphertextException", null,
            () => Kms.ImportAsync(key.KeyId, material, change: static request => request.EncryptedKeyMaterial = Flipped(request.EncryptedKeyMaterial)));
        await RefusedAsync("InvalidCiphertextException", null, () => Kms.ImportAsync(key.KeyId, material, "RSA_AES_KEY_WRAP_SHA_256",
            change: static request => request.EncryptedKeyMaterial = Flipped(request.EncryptedKeyMaterial)));
        await RefusedAsync("ValidationException", "Invalid encrypted key size.",
            () => Kms.ImportAsync(key.KeyId, material, change: static request => request.EncryptedKeyMaterial = new(new byte[255])));
        await RefusedAsync("ValidationException", "Invalid encrypted key size.", () => Kms.ImportAsync(key.KeyId, material, "RSA_AES_KEY_WRAP_SHA_256",
            change: static request => request.EncryptedKeyMaterial = new(new byte[256 + 8])));
        Assert.Equal("PendingImport", (await Kms.DescribeKeyAsync(key.KeyId)).KeyMetadata.KeyState.Value);
    }

    [Fact]
    public async Task Only_keys_of_origin_external_take_material()
    {
        var key = await CreateKeyAsync();
        var text = $"{key.Arn} origin is AWS_KMS which is not valid for this operation.";
        await RefusedAsync("UnsupportedOperationException", text, () => Kms.GetParametersForImportAsync(Parameters(key.KeyId)));
        await RefusedAsync("UnsupportedOperationException", text, () => Kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId }));
    }

    [Fact]
    public async Task Members_of_symmetric_keys_are_refused_on_others()
    {
        var key = await CreateExternalKeyAsync("HMAC_256", "GENERATE_VERIFY_MAC");
        await RefusedAsync("ValidationException", null,
            () => Kms.ImportAsync(key.KeyId, Importer.NewMaterial("HMAC_256"), change: static request => request.ImportType = "NEW_KEY_MATERIAL"));
    }

    private static MemoryStream Flipped(MemoryStream bytes)
    {
        var changed = bytes.ToArray();
        changed[^1] ^= 1;
        return new(changed);
    }

    private static GetParametersForImportRequest Parameters(string keyId)
        => new() { KeyId = keyId, WrappingAlgorithm = "RSAES_OAEP_SHA_256", WrappingKeySpec = "RSA_2048" };

    private Task<Amazon.KeyManagementService.Model.KeyMetadata> CreateExternalKeyAsync(string spec = "SYMMETRIC_DEFAULT", string usage = "ENCRYPT_DECRYPT")
        => CreateKeyAsync(request => (request.Origin, request.KeySpec, request.KeyUsage) = ("EXTERNAL", spec, usage));

    /// <summary>What only this very material yields: a MAC, or the public half.</summary>
    private async Task<string> UseAsync(string keyId, string spec, string usage)
    {
        var bytes = usage == "GENERATE_VERIFY_MAC"
            ? (await Kms.GenerateMacAsync(new() { KeyId = keyId, Message = Bytes("message"), MacAlgorithm = spec.Replace("HMAC_", "HMAC_SHA_", StringComparison.Ordinal) })).Mac
            : (await Kms.GetPublicKeyAsync(new() { KeyId = keyId })).PublicKey;
        return Convert.ToHexString(bytes.ToArray());
    }
}
