using System.Security.Cryptography;
using System.Text.Json;

namespace Strongroom.Cryptography.Tests.Vectors;

public sealed class RsaVectors : IDisposable
{
    private readonly Dictionary<string, PrivateKey> _keys = [];

    [Theory]
    [InlineData("rsa_oaep_2048_sha1_mgf1sha1_test.json")]
    [InlineData("rsa_oaep_2048_sha256_mgf1sha256_test.json")]
    [InlineData("rsa_oaep_3072_sha256_mgf1sha256_test.json")]
    [InlineData("rsa_oaep_4096_sha256_mgf1sha256_test.json")]
    public void Oaep(string file) =>
        VectorFile.Check(file, (group, test) =>
        {
            if (test.Hex("label").Length != 0) return Verdict.Skipped("OAEP with a label: KMS has none");
            var key = (RsaPrivateKey)Open(group);
            var hash = group.Text("sha") == "SHA-1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
            using var opened = key.Decrypt(hash, test.Hex("ct"));
            if (opened is null) return false;
            using var lease = opened.Borrow();
            return lease.Bytes.SequenceEqual(test.Hex("msg"));
        });

    [Theory]
    [InlineData("rsa_pkcs1_2048_sig_gen_test.json")]
    [InlineData("rsa_pkcs1_3072_sig_gen_test.json")]
    public void Pkcs1_signatures_are_the_expected_bytes(string file) =>
        VectorFile.Check(file, (group, test) =>
        {
            if (Algorithm("RSASSA_PKCS1_V1_5", group) is not { } algorithm)
                return Verdict.Skipped($"{group.Text("sha")}: KMS does not sign with it");
            if (group.GetProperty("privateKey").Text("publicExponent") == "03")
                return Verdict.Skipped("public exponent 3: such keys are refused");
            var key = Open(group);
            return key.Sign(algorithm, test.Hex("msg"), isDigest: false).AsSpan().SequenceEqual(test.Hex("sig"));
        });

    [Theory]
    [InlineData("rsa_signature_2048_sha256_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_signature_2048_sha384_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_signature_2048_sha512_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_signature_3072_sha256_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_signature_3072_sha384_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_signature_4096_sha512_test.json", "RSASSA_PKCS1_V1_5")]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json", "RSASSA_PSS")]
    [InlineData("rsa_pss_2048_sha384_mgf1_48_test.json", "RSASSA_PSS")]
    [InlineData("rsa_pss_3072_sha256_mgf1_32_test.json", "RSASSA_PSS")]
    [InlineData("rsa_pss_4096_sha512_mgf1_64_test.json", "RSASSA_PSS")]
    public void Signatures(string file, string scheme) =>
        VectorFile.Check(file, (group, test) =>
        {
            using var key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(group.Hex("publicKeyDer"), out _);
            return RsaPrivateKey.Verify(key, Algorithm(scheme, group)!, test.Hex("msg"), isDigest: false, test.Hex("sig"));
        });

    [Fact]
    public void Pkcs1_decryption_is_not_offered() =>
        VectorFile.Skip("rsa_pkcs1_2048_test.json", "RSAES-PKCS1-v1_5: nothing decrypts with it");

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    /// <summary>Opening checks primes, which takes longer than the cases of a group.</summary>
    private PrivateKey Open(JsonElement group)
    {
        var pkcs8 = group.Text("privateKeyPkcs8");
        if (!_keys.TryGetValue(pkcs8, out var key)) _keys[pkcs8] = key = PrivateKey.Open(Kind(group), Convert.FromHexString(pkcs8));
        return key;
    }

    private static KeyKind Kind(JsonElement group) => KeyKinds.Find($"RSA_{group.Int("keySize")}")!.Value;

    private static SigningAlgorithm? Algorithm(string scheme, JsonElement group) =>
        SigningAlgorithm.Find($"{scheme}_{group.Text("sha").Replace('-', '_')}");
}
