using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>An installation that is lost comes back from two files and a secret, through the program and a client that we did not write.</summary>
[Trait("Needs", "tools")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RestoreTests : IDisposable
{
    private const string Questions = """
        for question in "kms list-keys" "kms list-aliases" "iam list-users" "iam list-access-keys --user-name ann" "kms describe-key --key-id alias/app" \
            "kms get-key-policy --key-id $(cat key) --policy-name default" "kms list-resource-tags --key-id $(cat key)" "kms list-key-rotations --key-id $(cat key)" \
            "kms decrypt --ciphertext-blob fileb://cipher" "kms get-public-key --key-id alias/signer" "s3api list-objects-v2 --bucket answers" \
            "s3api head-object --bucket answers --key small"; do
          echo "== $question"; aws $question
        done
        aws s3 cp s3://answers/small - | sha256sum; aws s3 cp s3://answers/large - | sha256sum
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-restore-").FullName;

    [Fact]
    public async Task An_empty_machine_with_3_of_5_shares_gives_the_same_answers_to_the_byte()
    {
        await Run("$S init --data one --seal keys/one --new-shares 3/5 > shares; chmod 600 shares; sed -n '5p;1p;3p' shares > enough; head -2 shares > few; chmod 600 enough few");
        string before;
        await using (await ServerProcess.StartAsync(Path.Combine(folder, "one"), "--seal", Path.Combine(folder, "keys", "one")))
        {
            await Run("$S unseal --data one --seal keys/one --shares-file enough");
            await Cli("one", """
                key=$(aws kms create-key --description app --tags TagKey=a,TagValue=b --query KeyMetadata.KeyId --output text)
                echo $key > key
                aws kms create-alias --alias-name alias/app --target-key-id $key
                head -c 4000 /dev/urandom > plain
                aws kms encrypt --key-id $key --plaintext fileb://plain --query CiphertextBlob --output text | base64 -d > cipher
                aws kms rotate-key-on-demand --key-id $key
                aws kms create-alias --alias-name alias/signer --target-key-id $(aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY --query KeyMetadata.KeyId --output text)
                aws iam create-user --user-name ann; aws iam create-access-key --user-name ann
                aws s3 mb s3://answers; aws s3 cp plain s3://answers/small; head -c 3000000 /dev/urandom > large; aws s3 cp large s3://answers/large
                """);
            await Run("$S backup --data one --seal keys/one --to backup");
            before = await Cli("one", Questions);
            await Cli("one", "aws kms create-key; aws iam create-user --user-name late");
        }

        await Run("mkdir gone; mv one keys gone");
        const string files = "--data-backup backup/strongroom-data-*.backup --keyring-backup backup/strongroom-keyring.backup";
        Assert.Contains("2 of the 3 shares", await Fails($"$S restore --data two --seal keys/two {files} --shares-file few"), StringComparison.Ordinal);
        Assert.Contains("Restored", await Run($"$S restore --data two --seal keys/two {files} --shares-file enough"), StringComparison.Ordinal);
        Assert.Contains("holds an installation already", await Fails($"$S restore --data two --seal keys/two {files} --shares-file enough"), StringComparison.Ordinal);
        Assert.Contains("Nothing is damaged", await Run("$S verify --data two --seal keys/two --shares-file enough"), StringComparison.Ordinal);
        Assert.Contains("The backup is whole", await Run($"$S verify --data two --seal keys/two --shares-file enough {files}"), StringComparison.Ordinal);
        await using (await ServerProcess.StartAsync(Path.Combine(folder, "two"), "--seal", Path.Combine(folder, "keys", "two")))
        {
            await Run("$S unseal --data two --seal keys/two --shares-file enough");
            Assert.Equal(before, await Cli("two", Questions));
            Assert.Contains("cmp", await Cli("two", "aws kms decrypt --ciphertext-blob fileb://cipher --query Plaintext --output text | base64 -d | cmp - plain && echo cmp"), StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<string> Cli(string data, string script) => Shell.RunAsync(script, folder, new Dictionary<string, string>(Program)
    {
        ["AWS_CONFIG_FILE"] = Path.Combine(folder, data, "aws", "config"),
        ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, data, "aws", "credentials"),
    });

    private Task<string> Run(string script) => Shell.RunAsync(script, folder, Program);

    private async Task<string> Fails(string script)
    {
        var (code, output) = await Shell.TryAsync(script, folder, Program);
        Assert.NotEqual(0, code);
        return output;
    }

    private static Dictionary<string, string> Program => new() { ["S"] = Path.Combine(AppContext.BaseDirectory, "strongroom") };
}
