using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>AWS's documented way of importing key material, with openssl and the AWS CLI, and openssl's own use of the same material.</summary>
/// <remarks>Developer Guide, "Step 3: Encrypt the key material" and "Step 4: Import the key material".</remarks>
[Trait("Needs", "tools")]
public sealed class ImportRecipeTests : IAsyncLifetime
{
    private const string Recipe = """
        new_key() { aws kms create-key --origin EXTERNAL --key-spec "$1" --key-usage "$2" --query KeyMetadata.KeyId --output text; }
        parameters() {
            aws kms get-parameters-for-import --key-id "$key" --wrapping-algorithm "$1" --wrapping-key-spec "$2" \
                --query '[PublicKey,ImportToken]' --output text > parameters
            cut -f1 parameters | base64 -d > WrappingPublicKey.bin
            cut -f2 parameters | base64 -d > ImportToken.bin
        }
        oaep() {
            openssl pkeyutl -encrypt -in "$1" -out "$2" -inkey WrappingPublicKey.bin -keyform DER -pubin \
                -pkeyopt rsa_padding_mode:oaep -pkeyopt "rsa_oaep_md:$3" -pkeyopt "rsa_mgf1_md:$3"
        }
        aes_wrap() {
            openssl rand -out aes-key.bin 32
            openssl enc -id-aes256-wrap-pad -K "$(od -An -vtx1 < aes-key.bin | tr -d ' \n')" -iv A65959A6 -in "$1" -out key-material-wrapped.bin
            oaep aes-key.bin aes-key-wrapped.bin "$3"
            cat aes-key-wrapped.bin key-material-wrapped.bin > "$2"
        }
        import() {
            aws kms import-key-material --key-id "$key" --encrypted-key-material fileb://EncryptedKeyMaterial.bin \
                --import-token fileb://ImportToken.bin --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE "$@" > imported
            aws kms describe-key --key-id "$key" --query KeyMetadata.KeyState --output text
        }

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-import-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Aes_material_comes_in_expires_never_rotates_and_comes_back()
    {
        var printed = await RunAsync("""
            key=$(new_key SYMMETRIC_DEFAULT ENCRYPT_DECRYPT)
            openssl rand -out first.bin 32
            openssl rand -out second.bin 32
            parameters RSAES_OAEP_SHA_256 RSA_3072
            oaep first.bin EncryptedKeyMaterial.bin sha256
            import
            printf 'attack at dawn' > msg
            aws kms encrypt --key-id "$key" --plaintext fileb://msg --query CiphertextBlob --output text | base64 -d > sealed

            parameters RSAES_OAEP_SHA_1 RSA_2048
            oaep second.bin EncryptedKeyMaterial.bin sha1
            import --import-type NEW_KEY_MATERIAL --key-material-description second
            aws kms list-key-rotations --key-id "$key" --include-key-material ALL_KEY_MATERIAL --query 'Rotations[].KeyMaterialState' --output text
            aws kms rotate-key-on-demand --key-id "$key" > /dev/null
            aws kms list-key-rotations --key-id "$key" --query 'Rotations[].[KeyMaterialState,ImportState,KeyMaterialDescription,RotationType]' --output text

            aws kms delete-imported-key-material --key-id "$key" > /dev/null
            ! aws kms decrypt --ciphertext-blob fileb://sealed 2> refusal
            grep -o 'is pending import' refusal
            parameters RSAES_OAEP_SHA_256 RSA_4096
            oaep first.bin EncryptedKeyMaterial.bin sha256
            import
            parameters RSAES_OAEP_SHA_256 RSA_4096
            oaep second.bin EncryptedKeyMaterial.bin sha256
            import
            aws kms decrypt --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d
            """);
        Assert.Equal(
            ["Enabled", "Enabled", "PENDING_ROTATION\tCURRENT", "CURRENT\tIMPORTED\tsecond\tON_DEMAND", "is pending import", "PendingImport", "Enabled", "attack at dawn"],
            printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Hmac_material_computes_what_openssl_computes()
    {
        var printed = await RunAsync("""
            key=$(new_key HMAC_512 GENERATE_VERIFY_MAC)
            openssl rand -out material.bin 64
            parameters RSAES_OAEP_SHA_256 RSA_2048
            oaep material.bin EncryptedKeyMaterial.bin sha256
            import
            printf 'message' > msg
            aws kms generate-mac --key-id "$key" --message fileb://msg --mac-algorithm HMAC_SHA_512 --query Mac --output text | base64 -d > mac
            openssl dgst -sha512 -mac HMAC -macopt "hexkey:$(od -An -vtx1 < material.bin | tr -d ' \n')" -binary msg | cmp - mac
            """);
        Assert.Equal("Enabled", printed.Trim());
    }

    [Theory]
    [InlineData("RSA_AES_KEY_WRAP_SHA_256", "sha256", "RSA_2048")]
    [InlineData("RSA_AES_KEY_WRAP_SHA_1", "sha1", "RSA_4096")]
    public async Task Rsa_material_signs_as_openssls_own_key(string algorithm, string hash, string wrappingKeySpec)
    {
        var printed = await RunAsync($$"""
            key=$(new_key RSA_2048 SIGN_VERIFY)
            openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out PrivateKey.pem 2> /dev/null
            openssl pkcs8 -topk8 -outform der -nocrypt -in PrivateKey.pem -out PrivateKey.der
            openssl pkey -in PrivateKey.pem -pubout -out own.pem
            parameters {{algorithm}} {{wrappingKeySpec}}
            aes_wrap PrivateKey.der EncryptedKeyMaterial.bin {{hash}}
            import
            printf 'pay 10' > msg
            aws kms sign --key-id "$key" --message fileb://msg --signing-algorithm RSASSA_PKCS1_V1_5_SHA_256 --query Signature --output text | base64 -d > sig
            openssl dgst -sha256 -verify own.pem -signature sig msg
            """);
        Assert.Equal(["Enabled", "Verified OK"], printed.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("ECC_NIST_P256", "EC -pkeyopt ec_paramgen_curve:P-256", "ECDSA_SHA_256", "openssl dgst -sha256 -verify own.pem -signature sig msg")]
    [InlineData("ECC_NIST_P521", "EC -pkeyopt ec_paramgen_curve:P-521", "ECDSA_SHA_512", "openssl dgst -sha512 -verify own.pem -signature sig msg")]
    [InlineData("ECC_NIST_EDWARDS25519", "ED25519", "ED25519_SHA_512", "openssl pkeyutl -verify -pubin -inkey own.pem -rawin -in msg -sigfile sig")]
    public async Task Elliptic_curve_material_signs_as_openssls_own_key(string spec, string generate, string algorithm, string verify)
    {
        var printed = await RunAsync($$"""
            key=$(new_key {{spec}} SIGN_VERIFY)
            openssl genpkey -algorithm {{generate}} -out PrivateKey.pem
            openssl pkcs8 -topk8 -outform der -nocrypt -in PrivateKey.pem -out PrivateKey.der
            openssl pkey -in PrivateKey.pem -pubout -out own.pem
            parameters RSAES_OAEP_SHA_256 RSA_3072
            oaep PrivateKey.der EncryptedKeyMaterial.bin sha256
            import
            aws kms delete-imported-key-material --key-id "$key" > /dev/null
            parameters RSA_AES_KEY_WRAP_SHA_256 RSA_2048
            aes_wrap PrivateKey.der EncryptedKeyMaterial.bin sha256
            import
            printf 'pay 10' > msg
            aws kms sign --key-id "$key" --message fileb://msg --signing-algorithm {{algorithm}} --query Signature --output text | base64 -d > sig
            {{verify}} > /dev/null
            """);
        Assert.Equal(["Enabled", "Enabled"], printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(string.Join('\n', server.ShellLines) + "\n" + Recipe + script, folder);
}
