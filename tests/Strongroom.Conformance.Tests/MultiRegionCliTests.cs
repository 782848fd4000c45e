using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>Multi-Region keys with the AWS CLI in two regions.</summary>
[Trait("Needs", "tools")]
public sealed class MultiRegionCliTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-regions-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"), "--regions", "us-east-1,eu-west-1");

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_one_region_encrypts_another_opens_also_after_a_rotation_and_a_new_primary()
    {
        var printed = await RunAsync("""
            there='aws --region eu-west-1 kms'
            key=$(aws kms create-key --multi-region --query KeyMetadata.KeyId --output text)
            aws kms replicate-key --key-id "$key" --replica-region eu-west-1 --description replica --tags TagKey=a,TagValue=b \
                --query '[ReplicaKeyMetadata.KeyState,ReplicaKeyMetadata.MultiRegionConfiguration.MultiRegionKeyType,ReplicaTags[0].TagKey]' --output text
            printf 'attack at dawn' > msg
            aws kms encrypt --key-id "$key" --plaintext fileb://msg --query CiphertextBlob --output text | base64 -d > sealed
            $there decrypt --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d
            echo

            ! $there rotate-key-on-demand --key-id "$key" 2> refusal
            grep -o 'UnsupportedOperationException.*' refusal | sed "s/$key/KEY/; s/:[0-9]\{12\}:/:ACCOUNT:/"
            aws kms rotate-key-on-demand --key-id "$key" > /dev/null
            $there encrypt --key-id "$key" --plaintext fileb://msg --query CiphertextBlob --output text | base64 -d > sealed
            aws kms decrypt --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d
            echo

            aws kms update-primary-region --key-id "$key" --primary-region eu-west-1
            aws kms describe-key --key-id "$key" --query 'KeyMetadata.MultiRegionConfiguration.[MultiRegionKeyType,PrimaryKey.Region,ReplicaKeys[0].Region]' --output text
            $there schedule-key-deletion --key-id "$key" --pending-window-in-days 7 --query '[KeyState,PendingWindowInDays]' --output text
            aws kms get-key-last-usage --key-id "$key" --query KeyLastUsage.Operation --output text
            """);
        Assert.Equal(
            [
                "Enabled\tREPLICA\ta", "attack at dawn",
                "UnsupportedOperationException) when calling the RotateKeyOnDemand operation: arn:aws:kms:eu-west-1:ACCOUNT:key/KEY is not a multi-region primary key.",
                "attack at dawn", "REPLICA\teu-west-1\tus-east-1", "PendingReplicaDeletion\t7", "Decrypt",
            ],
            printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Imported_material_comes_into_each_region_by_itself()
    {
        var printed = await RunAsync("""
            openssl rand -out material.bin 32
            import() {
                aws --region "$1" kms get-parameters-for-import --key-id "$key" --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_2048 \
                    --query '[PublicKey,ImportToken]' --output text > parameters
                cut -f1 parameters | base64 -d > public.der
                cut -f2 parameters | base64 -d > token
                openssl pkeyutl -encrypt -in material.bin -out wrapped -inkey public.der -keyform DER -pubin \
                    -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
                aws --region "$1" kms import-key-material --key-id "$key" --encrypted-key-material fileb://wrapped --import-token fileb://token \
                    --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE --query KeyMaterialId --output text
            }
            key=$(aws kms create-key --multi-region --origin EXTERNAL --query KeyMetadata.KeyId --output text)
            here=$(import us-east-1)
            aws kms replicate-key --key-id "$key" --replica-region eu-west-1 --query ReplicaKeyMetadata.KeyState --output text
            [ "$here" = "$(import eu-west-1)" ]
            printf 'attack at dawn' > msg
            aws kms encrypt --key-id "$key" --plaintext fileb://msg --query CiphertextBlob --output text | base64 -d > sealed
            aws --region eu-west-1 kms decrypt --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d
            """);
        Assert.Equal(["PendingImport", "attack at dawn"], printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(string.Join('\n', server.ShellLines) + "\n" + script, folder);
}
