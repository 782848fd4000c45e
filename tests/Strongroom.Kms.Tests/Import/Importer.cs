using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Import;

/// <summary>The owner of key material: wraps it as AWS documents, with .NET's own cryptography, and imports it.</summary>
internal static class Importer
{
    public static async Task<ImportKeyMaterialResponse> ImportAsync(this AmazonKeyManagementServiceClient kms, string keyId, byte[] material,
        string algorithm = "RSAES_OAEP_SHA_256", string wrappingKeySpec = "RSA_2048", Action<ImportKeyMaterialRequest>? change = null,
        byte[]? transportKey = null)
    {
        var parameters = await kms.GetParametersForImportAsync(new() { KeyId = keyId, WrappingAlgorithm = algorithm, WrappingKeySpec = wrappingKeySpec });
        var request = new ImportKeyMaterialRequest
        {
            KeyId = keyId,
            ImportToken = parameters.ImportToken,
            EncryptedKeyMaterial = new(Wrap(parameters.PublicKey.ToArray(), algorithm, material, transportKey)),
            ExpirationModel = ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE,
        };
        change?.Invoke(request);
        return await kms.ImportKeyMaterialAsync(request);
    }

    /// <summary>Wraps material; under <paramref name="transportKey"/>, a fresh one where none is given, if the algorithm wants an AES key between.</summary>
    public static byte[] Wrap(byte[] publicKey, string algorithm, byte[] material, byte[]? transportKey = null)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        var padding = algorithm.EndsWith("SHA_1", StringComparison.Ordinal) ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256;
        if (!algorithm.StartsWith("RSA_AES", StringComparison.Ordinal)) return rsa.Encrypt(material, padding);
        using var aes = Aes.Create();
        aes.Key = transportKey ?? RandomNumberGenerator.GetBytes(32);
        return [.. rsa.Encrypt(aes.Key, padding), .. aes.EncryptKeyWrapPadded(material)];
    }

    public static byte[] NewMaterial(string keySpec)
    {
        switch (keySpec)
        {
            case "SYMMETRIC_DEFAULT" or "HMAC_256": return RandomNumberGenerator.GetBytes(32);
            case "HMAC_224": return RandomNumberGenerator.GetBytes(28);
            case "HMAC_384": return RandomNumberGenerator.GetBytes(48);
            case "HMAC_512": return RandomNumberGenerator.GetBytes(64);
            case "RSA_2048":
                using (var rsa = RSA.Create(2048)) return rsa.ExportPkcs8PrivateKey();
            case "ECC_NIST_EDWARDS25519":
                // RFC 8410: the seed, in an octet string in an octet string.
                return [.. Convert.FromHexString("302e020100300506032b657004220420"), .. RandomNumberGenerator.GetBytes(32)];
            case "ML_DSA_44":
                // RFC 9881: the seed alone, [0].
                return [.. Convert.FromHexString("3034020100300b060960864801650304031104228020"), .. RandomNumberGenerator.GetBytes(32)];
            default:
                var curve = keySpec switch
                {
                    "ECC_NIST_P256" => ECCurve.NamedCurves.nistP256,
                    "ECC_NIST_P384" => ECCurve.NamedCurves.nistP384,
                    "ECC_NIST_P521" => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.CreateFromFriendlyName("secp256k1"),
                };
                using (var ec = ECDsa.Create(curve)) return ec.ExportPkcs8PrivateKey();
        }
    }
}
