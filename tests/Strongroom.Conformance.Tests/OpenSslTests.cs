using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>What KMS signs, openssl verifies; what KMS hands out as a data key pair, openssl uses.</summary>
[Trait("Needs", "tools")]
public sealed class OpenSslTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-openssl-").FullName;
    private LocalServer server = null!;

    public async ValueTask InitializeAsync() => server = await LocalServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", "openssl dgst -sha256 -verify pub.pem -signature sig msg")]
    [InlineData("RSA_3072", "RSASSA_PSS_SHA_384", "openssl dgst -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -verify pub.pem -signature sig msg")]
    [InlineData("ECC_NIST_P256", "ECDSA_SHA_256", "openssl dgst -sha256 -verify pub.pem -signature sig msg")]
    [InlineData("ECC_NIST_P521", "ECDSA_SHA_512", "openssl dgst -sha512 -verify pub.pem -signature sig msg")]
    [InlineData("ECC_SECG_P256K1", "ECDSA_SHA_256", "openssl dgst -sha256 -verify pub.pem -signature sig msg")]
    [InlineData("ECC_NIST_EDWARDS25519", "ED25519_SHA_512", "openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in msg -sigfile sig")]
    public Task What_kms_signs_openssl_verifies(string spec, string algorithm, string verify) => RunAsync($"""
        key=$(aws kms create-key --key-spec {spec} --key-usage SIGN_VERIFY --query KeyMetadata.KeyId --output text)
        printf 'pay 10' > msg
        aws kms sign --key-id "$key" --message fileb://msg --signing-algorithm {algorithm} --query Signature --output text | base64 -d > sig
        aws kms get-public-key --key-id "$key" --query PublicKey --output text | base64 -d | openssl pkey -pubin -inform DER -out pub.pem
        {verify}
        printf 'pay 11' > msg
        ! {verify}
        """);

    [Theory]
    [InlineData("RSA_2048")]
    [InlineData("ECC_NIST_P384")]
    [InlineData("ECC_NIST_EDWARDS25519")]
    public Task A_data_key_pair_is_a_pair_to_openssl(string spec) => RunAsync($"""
        key=$(aws kms create-key --query KeyMetadata.KeyId --output text)
        aws kms generate-data-key-pair --key-id "$key" --key-pair-spec {spec} --encryption-context a=b > pair.json
        member() {'{'} sed -nE "s/.*\"$1\": \"([^\"]+)\".*/\1/p" pair.json | base64 -d; {'}'}
        member PrivateKeyPlaintext | openssl pkey -inform DER -pubout -out derived.pem
        member PublicKey | openssl pkey -pubin -inform DER -out given.pem
        cmp derived.pem given.pem
        member PrivateKeyCiphertextBlob > private.sealed
        aws kms decrypt --ciphertext-blob fileb://private.sealed --encryption-context a=b --query Plaintext --output text | base64 -d > opened
        member PrivateKeyPlaintext | cmp - opened
        """);

    [Fact]
    public Task What_openssl_encrypts_to_an_rsa_key_kms_opens() => RunAsync("""
        key=$(aws kms create-key --key-spec RSA_2048 --key-usage ENCRYPT_DECRYPT --query KeyMetadata.KeyId --output text)
        aws kms get-public-key --key-id "$key" --query PublicKey --output text | base64 -d | openssl pkey -pubin -inform DER -out pub.pem
        printf 'attack at dawn' > msg
        openssl pkeyutl -encrypt -pubin -inkey pub.pem -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 -in msg -out sealed
        aws kms decrypt --key-id "$key" --encryption-algorithm RSAES_OAEP_SHA_256 --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d | cmp - msg
        """);

    private Task<string> RunAsync(string script) => Shell.RunAsync(script, folder,
        new("AWS_ENDPOINT_URL", server.Endpoint), new("AWS_REGION", "us-east-1"), new("AWS_DEFAULT_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"));
}
