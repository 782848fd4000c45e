using Amazon.KeyManagementService.Model;

namespace Strongroom.Kms.Tests.Operations;

public sealed class SignTests(SharedServer shared) : KmsTest(shared)
{
    [Theory]
    [InlineData("RSA_2048", "RSASSA_PSS_SHA_256", 256)]
    [InlineData("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512", 256)]
    [InlineData("ECC_NIST_P256", "ECDSA_SHA_256", 0)]
    [InlineData("ECC_NIST_P384", "ECDSA_SHA_384", 0)]
    [InlineData("ECC_NIST_P521", "ECDSA_SHA_512", 0)]
    [InlineData("ECC_SECG_P256K1", "ECDSA_SHA_256", 0)]
    [InlineData("ECC_NIST_EDWARDS25519", "ED25519_SHA_512", 64)]
    [InlineData("ML_DSA_44", "ML_DSA_SHAKE_256", 2420)]
    [InlineData("ML_DSA_65", "ML_DSA_SHAKE_256", 3309)]
    [InlineData("ML_DSA_87", "ML_DSA_SHAKE_256", 4627)]
    public async Task A_signature_verifies_and_no_other_does(string spec, string algorithm, int length)
    {
        var key = await CreateKeyAsync(request => (request.KeySpec, request.KeyUsage) = (spec, "SIGN_VERIFY"));
        Assert.Contains(algorithm, key.SigningAlgorithms);
        var signed = await Kms.SignAsync(new SignRequest { KeyId = key.KeyId, Message = Bytes("pay 10"), SigningAlgorithm = algorithm });
        if (length > 0) Assert.Equal(length, signed.Signature.Length);
        var verified = await Kms.VerifyAsync(Verify(key.KeyId, "pay 10", algorithm, signed.Signature));
        Assert.True(verified.SignatureValid);
        await RefusedAsync("KMSInvalidSignatureException", null, () => Kms.VerifyAsync(Verify(key.KeyId, "pay 11", algorithm, signed.Signature)));
    }

    [Fact]
    public async Task A_key_does_only_what_it_is_for()
    {
        var symmetric = await CreateKeyAsync();
        await RefusedAsync("InvalidKeyUsageException", $"{symmetric.Arn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.",
            () => Kms.SignAsync(new SignRequest { KeyId = symmetric.KeyId, Message = Bytes("x"), SigningAlgorithm = "ECDSA_SHA_256" }));
        var curve = await CreateKeyAsync(static request => (request.KeySpec, request.KeyUsage) = ("ECC_NIST_P256", "SIGN_VERIFY"));
        await RefusedAsync("InvalidKeyUsageException", "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.",
            () => Kms.SignAsync(new SignRequest { KeyId = curve.KeyId, Message = Bytes("x"), SigningAlgorithm = "ECDSA_SHA_384" }));
        await RefusedAsync("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.",
            () => Kms.SignAsync(new SignRequest { KeyId = curve.KeyId, Message = Bytes("x"), MessageType = "DIGEST", SigningAlgorithm = "ECDSA_SHA_256" }));
        await RefusedAsync("UnsupportedOperationException", null, () => Kms.GetPublicKeyAsync(new() { KeyId = symmetric.KeyId }));
    }

    [Theory]
    [InlineData("HMAC_224", "HMAC_SHA_224", 28)]
    [InlineData("HMAC_256", "HMAC_SHA_256", 32)]
    [InlineData("HMAC_384", "HMAC_SHA_384", 48)]
    [InlineData("HMAC_512", "HMAC_SHA_512", 64)]
    public async Task A_mac_verifies_and_no_other_does(string spec, string algorithm, int length)
    {
        var key = await CreateKeyAsync(request => (request.KeySpec, request.KeyUsage) = (spec, "GENERATE_VERIFY_MAC"));
        var made = await Kms.GenerateMacAsync(new GenerateMacRequest { KeyId = key.KeyId, Message = Bytes("x"), MacAlgorithm = algorithm });
        Assert.Equal(length, made.Mac.Length);
        Assert.True((await Kms.VerifyMacAsync(new VerifyMacRequest { KeyId = key.KeyId, Message = Bytes("x"), Mac = made.Mac, MacAlgorithm = algorithm })).MacValid);
        await RefusedAsync("KMSInvalidMacException", null,
            () => Kms.VerifyMacAsync(new VerifyMacRequest { KeyId = key.KeyId, Message = Bytes("y"), Mac = made.Mac, MacAlgorithm = algorithm }));
    }

    [Fact]
    public async Task Rsa_encrypts_what_its_padding_leaves_room_for()
    {
        var key = await CreateKeyAsync(static request => (request.KeySpec, request.KeyUsage) = ("RSA_2048", "ENCRYPT_DECRYPT"));
        var blob = (await Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[190]), EncryptionAlgorithm = "RSAES_OAEP_SHA_256" })).CiphertextBlob;
        var opened = await Kms.DecryptAsync(new() { KeyId = key.KeyId, CiphertextBlob = blob, EncryptionAlgorithm = "RSAES_OAEP_SHA_256" });
        Assert.Equal(190, opened.Plaintext.Length);
        await RefusedAsync("ValidationException", "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
            () => Kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[191]), EncryptionAlgorithm = "RSAES_OAEP_SHA_256" }));
        await RefusedAsync("InvalidCiphertextException", null,
            () => Kms.DecryptAsync(new() { KeyId = key.KeyId, CiphertextBlob = blob, EncryptionAlgorithm = "RSAES_OAEP_SHA_1" }));
    }

    [Fact]
    public async Task Two_holders_agree_on_the_same_secret()
    {
        var one = await CreateKeyAsync(static request => (request.KeySpec, request.KeyUsage) = ("ECC_NIST_P256", "KEY_AGREEMENT"));
        var two = await CreateKeyAsync(static request => (request.KeySpec, request.KeyUsage) = ("ECC_NIST_P256", "KEY_AGREEMENT"));
        var publicOne = (await Kms.GetPublicKeyAsync(new() { KeyId = one.KeyId })).PublicKey;
        var publicTwo = (await Kms.GetPublicKeyAsync(new() { KeyId = two.KeyId })).PublicKey;
        var first = await Kms.DeriveSharedSecretAsync(new() { KeyId = one.KeyId, PublicKey = publicTwo, KeyAgreementAlgorithm = "ECDH" });
        var second = await Kms.DeriveSharedSecretAsync(new() { KeyId = two.KeyId, PublicKey = publicOne, KeyAgreementAlgorithm = "ECDH" });
        Assert.Equal(first.SharedSecret.ToArray(), second.SharedSecret.ToArray());
    }

    private static VerifyRequest Verify(string keyId, string message, string algorithm, MemoryStream signature)
        => new() { KeyId = keyId, Message = Bytes(message), SigningAlgorithm = algorithm, Signature = new(signature.ToArray()) };
}
