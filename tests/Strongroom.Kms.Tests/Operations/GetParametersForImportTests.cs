using Amazon.KeyManagementService.Model;
using Strongroom.Kms.Tests.Import;

namespace Strongroom.Kms.Tests.Operations;

public sealed class GetParametersForImportTests(SharedServer shared) : KmsTest(shared)
{
    [Theory]
    [InlineData("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "RSAES_PKCS1_V1_5", "RSA_2048")]
    [InlineData("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "SM2PKE", "SM2")]
    [InlineData("RSA_2048", "SIGN_VERIFY", "RSAES_OAEP_SHA_256", "RSA_4096")]
    [InlineData("ECC_NIST_P521", "SIGN_VERIFY", "RSAES_OAEP_SHA_1", "RSA_2048")]
    public async Task A_wrapping_that_does_not_go_with_the_key_is_refused_before_anything_is_made(string spec, string usage, string algorithm, string wrapping)
    {
        var key = await CreateKeyAsync(request => (request.Origin, request.KeySpec, request.KeyUsage) = ("EXTERNAL", spec, usage));
        await RefusedAsync("UnsupportedOperationException", null, () => ParametersAsync(key.KeyId, algorithm, wrapping));
    }

    [Fact]
    public async Task A_token_serves_its_own_key_only_and_no_edited_one_serves()
    {
        var key = await CreateExternalKeyAsync();
        var other = await CreateExternalKeyAsync();
        var parameters = await ParametersAsync(key.KeyId);
        Assert.InRange(parameters.ParametersValidTo!.Value.ToUniversalTime() - Server.Clock.GetUtcNow().UtcDateTime, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
        Assert.InRange(parameters.ImportToken.Length, 1, 6144);
        await RefusedAsync("InvalidImportTokenException", null, () => ImportAsync(other.KeyId, parameters));
        for (var at = 0; at < parameters.ImportToken.Length; at += 97)
        {
            var edited = parameters.ImportToken.ToArray();
            edited[at] ^= 0x10;
            await RefusedAsync("InvalidImportTokenException", null,
                () => ImportAsync(key.KeyId, new() { ImportToken = new(edited), PublicKey = parameters.PublicKey }));
        }
        await ImportAsync(key.KeyId, parameters);
    }

    [Fact]
    public async Task A_token_of_the_longest_wrapping_key_is_not_too_long()
        => Assert.InRange((await ParametersAsync((await CreateExternalKeyAsync()).KeyId, wrapping: "RSA_4096")).ImportToken.Length, 1, 6144);

    [Fact]
    public async Task A_public_key_goes_with_its_own_token()
    {
        var key = await CreateExternalKeyAsync();
        var (first, second) = (await ParametersAsync(key.KeyId), await ParametersAsync(key.KeyId));
        await RefusedAsync("InvalidCiphertextException", null,
            () => ImportAsync(key.KeyId, new() { ImportToken = first.ImportToken, PublicKey = second.PublicKey }));
    }

    [Fact]
    public async Task After_a_day_the_token_has_expired()
    {
        await using var server = await Testing.LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new() { Origin = "EXTERNAL" })).KeyMetadata;
        var parameters = await kms.GetParametersForImportAsync(new() { KeyId = key.KeyId, WrappingAlgorithm = "RSAES_OAEP_SHA_256", WrappingKeySpec = "RSA_2048" });
        server.Clock.Move(TimeSpan.FromHours(24.1));
        await RefusedAsync("ExpiredImportTokenException", null, () => kms.ImportKeyMaterialAsync(new()
        {
            KeyId = key.KeyId,
            ImportToken = parameters.ImportToken,
            EncryptedKeyMaterial = new(Importer.Wrap(parameters.PublicKey.ToArray(), "RSAES_OAEP_SHA_256", new byte[32])),
            ExpirationModel = "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }));
    }

    private Task<Amazon.KeyManagementService.Model.KeyMetadata> CreateExternalKeyAsync() => CreateKeyAsync(static request => request.Origin = "EXTERNAL");

    private Task<GetParametersForImportResponse> ParametersAsync(string keyId, string algorithm = "RSAES_OAEP_SHA_256", string wrapping = "RSA_2048")
        => Kms.GetParametersForImportAsync(new() { KeyId = keyId, WrappingAlgorithm = algorithm, WrappingKeySpec = wrapping });

    private Task<ImportKeyMaterialResponse> ImportAsync(string keyId, GetParametersForImportResponse parameters) => Kms.ImportKeyMaterialAsync(new()
    {
        KeyId = keyId,
        ImportToken = new(parameters.ImportToken.ToArray()),
        EncryptedKeyMaterial = new(Importer.Wrap(parameters.PublicKey.ToArray(), "RSAES_OAEP_SHA_256", new byte[32])),
        ExpirationModel = "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
}
