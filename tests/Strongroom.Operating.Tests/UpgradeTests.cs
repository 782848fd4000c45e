using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>What an earlier version left on the disk is opened by this one, whatever opens it: fixtures that are never made again.</summary>
[Trait("Needs", "tools")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UpgradeTests : IDisposable
{
    private const string Answers = """
        export AWS_CONFIG_FILE=$PWD/$D/aws/config AWS_SHARED_CREDENTIALS_FILE=$PWD/$D/aws/credentials
        aws kms decrypt --ciphertext-blob fileb://cipher --encryption-context a=b --query Plaintext --output text | base64 -d | cmp - plain
        aws kms describe-key --key-id alias/fixture --query KeyMetadata.Description --output text
        aws kms encrypt --key-id alias/later --plaintext fileb://plain --query KeyId
        aws iam get-user --user-name fixture --query User.UserName --output text
        aws s3 cp s3://fixture/plain - | cmp - plain
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-upgrade-").FullName;

    [Theory]
    [InlineData("1")]
    public async Task A_data_folder_of_an_earlier_format_opens_with_each_of_its_secrets_and_its_backup_restores(string version)
    {
        Folders.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", version), folder);
        await Run("chmod -R go= .");
        Assert.Contains("Nothing is damaged", await Run("$S verify --data data"), StringComparison.Ordinal);
        await using (await ServerProcess.StartAsync(Path.Combine(folder, "data"))) Assert.Contains("fixture", await Run("D=data\n" + Answers), StringComparison.Ordinal);
        await Run("rm data/seal/key-file.*");
        await using (await ServerProcess.StartAsync(Path.Combine(folder, "data")))
        {
            await Run("$S unseal --data data --shares-file shares");
            await Run("D=data\n" + Answers);
            await Run("$S seal --data data; $S unseal --data data --passphrase-file passphrase");
            await Run("D=data\n" + Answers);
        }

        await Run("$S restore --data restored --data-backup backup/data.backup --keyring-backup backup/keyring.backup --passphrase-file passphrase");
        await using (await ServerProcess.StartAsync(Path.Combine(folder, "restored")))
        {
            await Run("$S unseal --data restored --passphrase-file passphrase");
            await Run("D=restored\n" + Answers);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<string> Run(string script)
        => Shell.RunAsync(script, folder, new Dictionary<string, string> { ["S"] = Path.Combine(AppContext.BaseDirectory, "strongroom") });
}
