using System.Security.Cryptography;
using Strongroom.Cryptography;

namespace Strongroom.Hsm.Tests;

public abstract partial class SecurityModuleContract
{
    [Theory]
    [InlineData("RSA_2048")]
    [InlineData("ECC_NIST_P256")]
    [InlineData("ECC_NIST_P384")]
    [InlineData("ECC_NIST_P521")]
    [InlineData("ECC_SECG_P256K1")]
    [InlineData("ECC_NIST_EDWARDS25519")]
    [InlineData("ML_DSA_44")]
    [InlineData("ML_DSA_65")]
    [InlineData("ML_DSA_87")]
    public async Task A_key_pair_signs_with_all_its_algorithms_and_no_other(string spec)
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: spec));
        var kind = KeyKinds.Find(spec)!.Value;
        foreach (var algorithm in SigningAlgorithm.For(kind))
        {
            var type = algorithm.TakesMessages ? MessageType.Raw : MessageType.Digest;
            var message = RandomNumberGenerator.GetBytes(type == MessageType.Raw ? 4096 : algorithm.DigestLength);
            var signature = await Module.SignAsync(key, algorithm.Name, type, message);
            Assert.True(await Module.VerifyAsync(key, algorithm.Name, type, message, signature));
            message[0] ^= 1;
            Assert.False(await Module.VerifyAsync(key, algorithm.Name, type, message, signature));
            Assert.False(await Module.VerifyAsync(key, algorithm.Name, type, message, Array.Empty<byte>()));
        }

        var other = kind == KeyKind.P256 ? "ECDSA_SHA_384" : "ECDSA_SHA_512_256";
        await Assert.ThrowsAsync<ArgumentException>(async () => await Module.SignAsync(key, other, MessageType.Raw, new byte[1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Module.GenerateDataKeyAsync(key, default, 32));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Module.GenerateMacAsync(key, "HMAC_SHA_256", new byte[1]));
    }

    [Fact]
    public async Task The_public_half_verifies_elsewhere()
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: "ECC_NIST_P256"));
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo((await Module.GetPublicKeyAsync(key)).Span, out _);
        var signature = await Module.SignAsync(key, "ECDSA_SHA_256", MessageType.Digest, SHA256.HashData("message"u8));
        Assert.True(ecdsa.VerifyData("message"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Theory]
    [InlineData("HMAC_224", "HMAC_SHA_224", 28)]
    [InlineData("HMAC_256", "HMAC_SHA_256", 32)]
    [InlineData("HMAC_384", "HMAC_SHA_384", 48)]
    [InlineData("HMAC_512", "HMAC_SHA_512", 64)]
    public async Task An_HMAC_key_has_one_algorithm_and_verifies_whole_MACs_only(string spec, string algorithm, int length)
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: spec));
        var mac = await Module.GenerateMacAsync(key, algorithm, "message"u8.ToArray());
        Assert.Equal(length, mac.Length);
        Assert.True(await Module.VerifyMacAsync(key, algorithm, "message"u8.ToArray(), mac));
        Assert.False(await Module.VerifyMacAsync(key, algorithm, "massage"u8.ToArray(), mac));
        Assert.False(await Module.VerifyMacAsync(key, algorithm, "message"u8.ToArray(), mac.AsMemory(..^1)));
        mac[5] ^= 1;
        Assert.False(await Module.VerifyMacAsync(key, algorithm, "message"u8.ToArray(), mac));
        var other = algorithm == "HMAC_SHA_256" ? "HMAC_SHA_384" : "HMAC_SHA_256";
        await Assert.ThrowsAsync<ArgumentException>(async () => await Module.GenerateMacAsync(key, other, new byte[1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Module.GenerateDataKeyAsync(key, default, 32));

        using var material = KeyMaterial.Random(length);
        var imported = await Module.ImportBackingKeyAsync(NewIdentity(keySpec: spec), material);
        var expected = HmacOf(algorithm, Bytes(material), "message"u8.ToArray());
        if (expected is not null) Assert.Equal(expected, await Module.GenerateMacAsync(imported, algorithm, "message"u8.ToArray()));
        using var tooLong = KeyMaterial.Random(length + 1);
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Module.ImportBackingKeyAsync(NewIdentity(keySpec: spec), tooLong));
    }

    [Fact]
    public async Task RSA_encrypts_and_re_encryption_crosses_between_RSA_and_symmetric_keys()
    {
        var rsa = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: "RSA_2048"));
        var symmetric = await Module.GenerateBackingKeyAsync(NewIdentity());
        using var plaintext = KeyMaterial.CopyOf("attack at dawn"u8);
        foreach (var algorithm in new[] { "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256" })
        {
            var ciphertext = await Module.EncryptAsymmetricAsync(rsa, algorithm, plaintext);
            Assert.Equal(256, ciphertext.Length);
            using var opened = await Module.DecryptAsymmetricAsync(rsa, algorithm, ciphertext);
            Assert.Equal("attack at dawn"u8, Bytes(opened));

            var blob = await Module.ReEncryptAsync(
                new(rsa, algorithm, default), ciphertext, new(symmetric, "SYMMETRIC_DEFAULT", "c"u8.ToArray()));
            using var moved = await Module.DecryptAsync(symmetric, "c"u8.ToArray(), blob);
            Assert.Equal("attack at dawn"u8, Bytes(moved));
            var back = await Module.ReEncryptAsync(
                new(symmetric, "SYMMETRIC_DEFAULT", "c"u8.ToArray()), blob, new(rsa, algorithm, default));
            using var returned = await Module.DecryptAsymmetricAsync(rsa, algorithm, back);
            Assert.Equal("attack at dawn"u8, Bytes(returned));

            ciphertext[9] ^= 1;
            await Assert.ThrowsAsync<InvalidCiphertextException>(async () => await Module.DecryptAsymmetricAsync(rsa, algorithm,
                ciphertext));
        }

        using var tooLong = KeyMaterial.Random(191);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Module.EncryptAsymmetricAsync(rsa, "RSAES_OAEP_SHA_256", tooLong));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Module.EncryptAsymmetricAsync(rsa, "RSAES_PKCS1_V1_5", plaintext));
    }

    [Fact]
    public async Task Two_keys_agree_on_one_secret_and_a_foreign_public_key_is_refused()
    {
        foreach (var spec in new[] { "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521" })
        {
            var one = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: spec));
            var other = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: spec));
            using var first = await Module.DeriveSharedSecretAsync(one, await Module.GetPublicKeyAsync(other));
            using var second = await Module.DeriveSharedSecretAsync(other, await Module.GetPublicKeyAsync(one));
            Assert.Equal(Bytes(first), Bytes(second));
            await Assert.ThrowsAsync<InvalidPublicKeyException>(async () => await Module.DeriveSharedSecretAsync(one, new byte[91]));
        }
    }

    [Theory]
    [InlineData("RSA_2048")]
    [InlineData("ECC_NIST_P256")]
    [InlineData("ECC_SECG_P256K1")]
    [InlineData("ECC_NIST_EDWARDS25519")]
    public async Task A_data_key_pair_comes_with_its_private_half_encrypted(string spec)
    {
        var key = await Module.GenerateBackingKeyAsync(NewIdentity());
        var pair = await Module.GenerateDataKeyPairAsync(key, "c"u8.ToArray(), spec, withPlaintext: true);
        using var privateKey = pair.PrivateKeyPlaintext!;
        using var opened = await Module.DecryptAsync(key, "c"u8.ToArray(), pair.PrivateKeyCiphertextBlob);
        Assert.Equal(Bytes(privateKey), Bytes(opened));
        using var usable = PrivateKey.Open(KeyKinds.Find(spec)!.Value, Bytes(privateKey));
        Assert.Equal(usable.PublicKey.ToArray(), pair.PublicKey.ToArray());

        var without = await Module.GenerateDataKeyPairAsync(key, default, spec, withPlaintext: false);
        Assert.Null(without.PrivateKeyPlaintext);
        Assert.NotEqual(pair.PublicKey.ToArray(), without.PublicKey.ToArray());
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.GenerateDataKeyPairAsync(key, default, "SYMMETRIC_DEFAULT", withPlaintext: false));
    }

    [Theory]
    [InlineData("RSAES_OAEP_SHA_1")]
    [InlineData("RSAES_OAEP_SHA_256")]
    [InlineData("RSA_AES_KEY_WRAP_SHA_1")]
    [InlineData("RSA_AES_KEY_WRAP_SHA_256")]
    public async Task Wrapped_material_of_every_kind_is_imported(string algorithm)
    {
        foreach (var spec in new[] { "SYMMETRIC_DEFAULT", "HMAC_384", "ECC_NIST_P256", "RSA_2048" })
        {
            // RSA keys are longer than what OAEP alone takes.
            if (spec == "RSA_2048" && algorithm.StartsWith("RSAES", StringComparison.Ordinal)) continue;
            var identity = NewIdentity(keySpec: spec);
            var wrapping = await Module.GenerateImportWrappingKeyAsync(identity.Account, identity.KeyId, "RSA_2048");
            var kind = KeyKinds.Find(spec)!.Value;
            using var material = kind.IsKeyPair() ? PrivateKey.Generate(kind) : KeyMaterial.Random(kind.SecretLength());
            var wrapped = WrapForImport(wrapping.PublicKey, algorithm, Bytes(material));

            var imported = await Module.ImportWrappedBackingKeyAsync(identity, wrapping.Key, algorithm, wrapped);
            var directly = await Module.ImportBackingKeyAsync(identity with { Id = BackingKeyId.New() }, material);
            Assert.Equal(directly.KeyMaterialId, imported.KeyMaterialId);

            wrapped[^1] ^= 1;
            await Assert.ThrowsAsync<InvalidCiphertextException>(
                async () => await Module.ImportWrappedBackingKeyAsync(identity, wrapping.Key, algorithm, wrapped));
            await Assert.ThrowsAsync<InvalidCiphertextException>(
                async () => await Module.ImportWrappedBackingKeyAsync(identity, wrapping.Key, algorithm, Array.Empty<byte>()));
        }
    }

    [Fact]
    public async Task An_import_wrapping_key_serves_its_KMS_key_and_nothing_else()
    {
        var identity = NewIdentity();
        var wrapping = await Module.GenerateImportWrappingKeyAsync(identity.Account, identity.KeyId, "RSA_2048");
        var wrapped = WrapForImport(wrapping.PublicKey, "RSAES_OAEP_SHA_256", new byte[32]);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.ImportWrappedBackingKeyAsync(NewIdentity(), wrapping.Key, "RSAES_OAEP_SHA_256", wrapped));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.ImportWrappedBackingKeyAsync(identity, wrapping.Key, "RSAES_PKCS1_V1_5", wrapped));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.DecryptAsymmetricAsync(wrapping.Key, "RSAES_OAEP_SHA_256", wrapped));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.SignAsync(wrapping.Key, "RSASSA_PSS_SHA_256", MessageType.Raw, wrapped));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Module.GenerateImportWrappingKeyAsync(identity.Account, identity.KeyId, "ECC_NIST_P256"));

        var asKey = wrapping.Key with { Identity = wrapping.Key.Identity with { KeySpec = "RSA_2048" } };
        await Assert.ThrowsAsync<BackingKeyUnavailableException>(
            async () => await Module.DecryptAsymmetricAsync(asKey, "RSAES_OAEP_SHA_256", wrapped));

        var short16 = WrapForImport(wrapping.PublicKey, "RSAES_OAEP_SHA_256", new byte[16]);
        await Assert.ThrowsAsync<InvalidKeyException>(
            async () => await Module.ImportWrappedBackingKeyAsync(identity, wrapping.Key, "RSAES_OAEP_SHA_256", short16));
    }

    [Fact]
    public async Task A_private_key_has_one_name_in_whatever_form_it_is_imported()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var whole = ecdsa.ExportPkcs8PrivateKey();
        using var key = PrivateKey.Open(KeyKind.P256, whole);
        var number = ecdsa.ExportParameters(includePrivateParameters: true).D!;
        byte[] bare = [.. Convert.FromHexString("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"), .. number];
        var identity = NewIdentity(keySpec: "ECC_NIST_P256");
        using KeyMaterial first = KeyMaterial.CopyOf(whole), second = KeyMaterial.CopyOf(bare);
        Assert.Equal((await Module.ImportBackingKeyAsync(identity, first)).KeyMaterialId,
            (await Module.ImportBackingKeyAsync(identity with { Id = BackingKeyId.New() }, second)).KeyMaterialId);
    }

    [Fact]
    public async Task Many_threads_sign_with_and_forget_the_same_key_pair()
    {
        (string, string)[] keys =
            [("RSA_2048", "RSASSA_PSS_SHA_256"), ("ECC_NIST_P256", "ECDSA_SHA_256"), ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512")];
        foreach (var (spec, algorithm) in keys)
        {
            var key = await Module.GenerateBackingKeyAsync(NewIdentity(keySpec: spec));
            var threads = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
            {
                byte[] message = [(byte)number];
                for (var round = 0; round < 50; round++)
                {
                    if (round % 11 == number) Module.Forget(key.Identity.Id);
                    var signature = await Module.SignAsync(key, algorithm, MessageType.Raw, message);
                    if (!await Module.VerifyAsync(key, algorithm, MessageType.Raw, message, signature)) return false;
                }

                return true;
            }));
            Assert.All(await Task.WhenAll(threads), Assert.True);
        }
    }

    /// <summary>What a customer does outside before importing.</summary>
    private static byte[] WrapForImport(ReadOnlyMemory<byte> publicKey, string algorithm, byte[] material)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey.Span, out _);
        var isSha1 = algorithm.EndsWith("SHA_1", StringComparison.Ordinal);
        var padding = isSha1 ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256;
        if (algorithm.StartsWith("RSAES", StringComparison.Ordinal)) return rsa.Encrypt(material, padding);
        using var aes = Aes.Create();
        aes.KeySize = 256;
        return [.. rsa.Encrypt(aes.Key, padding), .. aes.EncryptKeyWrapPadded(material)];
    }

    private static byte[]? HmacOf(string algorithm, byte[] key, byte[] message) => algorithm switch
    {
        "HMAC_SHA_256" => HMACSHA256.HashData(key, message),
        "HMAC_SHA_384" => HMACSHA384.HashData(key, message),
        "HMAC_SHA_512" => HMACSHA512.HashData(key, message),
        _ => null,
    };
}
