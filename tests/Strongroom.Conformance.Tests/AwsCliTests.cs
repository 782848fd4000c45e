using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>What the README promises, typed as a user would: a fresh folder, the two printed lines, and the AWS CLI.</summary>
[Trait("Needs", "tools")]
public sealed class AwsCliTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-cli-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_first_steps_work_with_only_the_printed_lines()
    {
        var printed = await RunAsync("""
            key=$(aws kms create-key --description 'first key' --query KeyMetadata.KeyId --output text)
            aws kms create-alias --alias-name alias/app --target-key-id "$key"
            printf 'attack at dawn\n' > letter
            aws kms encrypt --key-id alias/app --plaintext fileb://letter --encryption-context purpose=post,to=me \
                --query CiphertextBlob --output text | base64 -d > letter.sealed
            aws kms decrypt --ciphertext-blob fileb://letter.sealed --encryption-context to=me,purpose=post --query Plaintext --output text | base64 -d > opened
            cmp letter opened
            ! aws kms decrypt --ciphertext-blob fileb://letter.sealed --encryption-context purpose=post 2> refusal
            grep -q InvalidCiphertextException refusal

            # Envelope encryption: openssl uses the data key; the wrapped key is kept beside the file.
            aws kms generate-data-key --key-id alias/app --key-spec AES_256 --encryption-context file=1 > datakey.json
            plain=$(sed -nE 's/.*"Plaintext": "([^"]+)".*/\1/p' datakey.json | base64 -d | od -An -vtx1 | tr -d ' \n')
            sed -nE 's/.*"CiphertextBlob": "([^"]+)".*/\1/p' datakey.json | base64 -d > datakey.sealed
            openssl enc -aes-256-ctr -K "$plain" -iv 00000000000000000000000000000000 -in letter -out letter.enc
            again=$(aws kms decrypt --ciphertext-blob fileb://datakey.sealed --encryption-context file=1 --query Plaintext --output text \
                | base64 -d | od -An -vtx1 | tr -d ' \n')
            [ "$plain" = "$again" ]
            openssl enc -d -aes-256-ctr -K "$again" -iv 00000000000000000000000000000000 -in letter.enc -out letter.dec
            cmp letter letter.dec

            for i in 1 2 3; do aws kms rotate-key-on-demand --key-id "$key" > /dev/null; done
            aws kms list-key-rotations --key-id "$key" --query 'length(Rotations)' --output text
            aws kms decrypt --ciphertext-blob fileb://letter.sealed --encryption-context to=me,purpose=post --query Plaintext --output text | base64 -d
            aws kms describe-key --key-id alias/app --query KeyMetadata.KeyState --output text
            """);
        Assert.Equal(["3", "attack at dawn", "Enabled"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Lists_page_by_themselves_and_waiters_of_the_cli_find_everything()
    {
        var printed = await RunAsync("""
            for i in 1 2 3 4 5; do
              key=$(aws kms create-key --tags TagKey=n,TagValue=$i --query KeyMetadata.KeyId --output text)
              aws kms create-alias --alias-name alias/n$i --target-key-id "$key"
            done
            aws kms list-keys --page-size 2 --query 'length(Keys)' --output json
            aws kms list-aliases --query 'Aliases[].AliasName' --output text
            aws kms list-resource-tags --key-id "$key" --query 'Tags[0].TagValue' --output text
            aws kms enable-key-rotation --key-id "$key" --rotation-period-in-days 90
            aws kms get-key-rotation-status --key-id "$key" --query '[KeyRotationEnabled,RotationPeriodInDays]' --output text
            aws kms schedule-key-deletion --key-id "$key" --pending-window-in-days 7 --query KeyState --output text
            aws kms cancel-key-deletion --key-id "$key" > /dev/null
            aws kms get-key-policy --key-id "$key" --policy-name default --query Policy --output text | grep -c 'Enable IAM User Permissions'
            """);
        Assert.Equal(["5", "alias/n1\talias/n2\talias/n3\talias/n4\talias/n5", "5", "True\t90", "PendingDeletion", "1"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Another_account_gets_credentials_of_its_own_while_the_server_runs()
    {
        var strongroom = Path.Combine(AppContext.BaseDirectory, "strongroom");
        var printed = await RunAsync($$"""
            mine=$(aws kms create-key --query KeyMetadata.Arn --output text)
            eval "$({{strongroom}} account create --data data --name second --id 555566667777 | tail -2)"
            aws kms create-key --query KeyMetadata.AWSAccountId --output text
            ! aws kms describe-key --key-id "$mine" 2> refusal
            grep -o AccessDeniedException refusal
            {{strongroom}} account list --data data | grep -c second
            """);
        Assert.Equal(["555566667777", "AccessDeniedException", "1"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_key_are_refused_as_aws_refuses_them()
    {
        var printed = await RunAsync("""
            id=$(sed -nE 's/^aws_access_key_id = (.*)/\1/p' data/aws/credentials)
            ! AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=wrong aws kms list-keys 2> refusal
            grep -o 'InvalidSignatureException' refusal
            ! AWS_ACCESS_KEY_ID=AKIAAAAAAAAAAAAAAAAA AWS_SECRET_ACCESS_KEY=wrong aws kms list-keys 2> refusal
            grep -o 'UnrecognizedClientException' refusal
            ! AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws kms list-keys 2> refusal
            grep -o 'UnrecognizedClientException' refusal
            """);
        Assert.Equal(["InvalidSignatureException", "UnrecognizedClientException", "UnrecognizedClientException"], printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(string.Join('\n', server.ShellLines) + "\n" + script, folder);
}
