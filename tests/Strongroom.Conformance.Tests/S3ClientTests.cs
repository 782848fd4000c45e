using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>S3 by clients that we did not write: the AWS CLI, rclone, s3cmd, the JavaScript SDK and Terraform's state.</summary>
[Trait("Needs", "tools")]
public sealed class S3ClientTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-s3-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        await RunAsync("""
            mkdir -p tree/a/b
            for size in 0 1 16384 8388608 8388609 67108864; do head -c $size /dev/urandom > tree/f$size; done
            cp tree/f1 'tree/a/b/ü + %41 file'
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_CLI_copies_syncs_moves_and_removes_a_folder()
    {
        var printed = await RunAsync("""
            aws s3 mb s3://cli-bucket > /dev/null
            aws s3 sync tree s3://cli-bucket/t --only-show-errors
            aws s3 sync s3://cli-bucket/t back --only-show-errors
            diff -r tree back && echo identical
            aws s3 sync tree s3://cli-bucket/t
            aws s3 mv s3://cli-bucket/t/f16384 s3://cli-bucket/moved --only-show-errors
            aws s3 cp s3://cli-bucket/t/f67108864 s3://cli-bucket/copied --only-show-errors
            aws s3 cp s3://cli-bucket/copied - | cmp - tree/f67108864 && echo copied
            aws s3 ls --recursive s3://cli-bucket | wc -l
            aws s3 rm --recursive s3://cli-bucket --only-show-errors
            aws s3 rb s3://cli-bucket
            """);
        Assert.Equal(["identical", "copied", "8", "remove_bucket: cli-bucket"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_CLI_encrypts_in_three_ways_and_a_disabled_key_closes_the_object()
    {
        var printed = await RunAsync("""
            aws s3 mb s3://sse-bucket > /dev/null
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            head -c 32 /dev/urandom > customer-key
            aws s3 cp tree/f16384 s3://sse-bucket/s3 --only-show-errors
            aws s3 cp tree/f8388609 s3://sse-bucket/kms --sse aws:kms --sse-kms-key-id "$key" --only-show-errors
            aws s3 cp tree/f8388609 s3://sse-bucket/customer --sse-c AES256 --sse-c-key fileb://customer-key --only-show-errors
            aws s3api head-object --bucket sse-bucket --key s3 --query ServerSideEncryption --output text
            aws s3api head-object --bucket sse-bucket --key kms --query ServerSideEncryption --output text
            aws s3 cp s3://sse-bucket/kms - | cmp - tree/f8388609
            aws s3 cp s3://sse-bucket/customer - --sse-c AES256 --sse-c-key fileb://customer-key | cmp - tree/f8388609
            ! aws s3api get-object --bucket sse-bucket --key customer out 2> refusal
            grep -o 'The object was stored using a form of Server Side Encryption' refusal
            aws kms disable-key --key-id "$key"
            ! aws s3 cp s3://sse-bucket/kms out 2> refusal
            grep -o KMS.DisabledException refusal
            """);
        Assert.Equal(["AES256", "aws:kms", "The object was stored using a form of Server Side Encryption", "KMS.DisabledException"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Rclone_copies_checks_and_purges()
    {
        var printed = await RunAsync(Credentials + """
            printf '[s]\ntype = s3\nprovider = Other\naccess_key_id = %s\nsecret_access_key = %s\nregion = us-east-1\nendpoint = %s\nforce_path_style = true\n' "$id" "$secret" "$endpoint" > rclone.conf
            unset AWS_CA_BUNDLE
            rclone="rclone --retries 1 --config rclone.conf"
            $rclone mkdir s:rclone-bucket
            $rclone copy tree s:rclone-bucket/x
            $rclone check tree s:rclone-bucket/x 2>&1 | grep -o '0 differences found'
            $rclone --s3-server-side-encryption aws:kms copy tree/f16384 s:rclone-bucket/kms
            $rclone cat s:rclone-bucket/kms/f16384 | cmp - tree/f16384
            $rclone purge s:rclone-bucket && echo purged
            """);
        Assert.Equal(["0 differences found", "purged"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task S3cmd_puts_gets_and_syncs()
    {
        var printed = await RunAsync(Credentials + """
            host=${endpoint#http://}
            s3="s3cmd --access_key=$id --secret_key=$secret --host=$host --host-bucket=$host --no-ssl --region=us-east-1 -c /dev/null --no-progress -q"
            $s3 mb s3://s3cmd-bucket
            $s3 put tree/f1 tree/f67108864 s3://s3cmd-bucket/
            $s3 get s3://s3cmd-bucket/f67108864 got
            cmp got tree/f67108864 && echo same
            $s3 sync tree/a/ s3://s3cmd-bucket/a/
            s3cmd --access_key=$id --secret_key=$secret --host=$host --host-bucket=$host --no-ssl --region=us-east-1 -c /dev/null info s3://s3cmd-bucket | grep -c 'us-east-1'
            $s3 del -r -f s3://s3cmd-bucket
            $s3 rb s3://s3cmd-bucket && echo removed
            """);
        Assert.Equal(["same", "1", "removed"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_javascript_sdk_uploads_in_parts_and_reads_ranges()
    {
        await using var local = await LocalServer.StartAsync();
        var printed = await Shell.RunAsync("NODE_NO_WARNINGS=1 node s3.mjs", JavaScript.Folder, new KeyValuePair<string, string>("STRONGROOM_ENDPOINT", local.Endpoint));
        Assert.Equal("ok", printed.Trim());
    }

    [Fact]
    public async Task Terraform_keeps_its_state_encrypted_and_locked()
    {
        if ((await Shell.TryAsync("command -v terraform", folder)).Code != 0) Assert.Skip("terraform is not on this machine: Debian has no package of it.");
        var printed = await RunAsync(Credentials + """
            aws s3 mb s3://state-bucket > /dev/null
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            mkdir tf && cd tf
            cat > main.tf <<TEXT
            terraform {
              backend "s3" {
                bucket = "state-bucket"
                key = "state.tfstate"
                region = "us-east-1"
                encrypt = true
                kms_key_id = "$key"
                use_lockfile = true
                use_path_style = true
                skip_credentials_validation = true
                skip_requesting_account_id = true
                skip_metadata_api_check = true
                endpoints = { s3 = "$endpoint" }
              }
            }
            output "x" { value = "hello" }
            TEXT
            export AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret CHECKPOINT_DISABLE=1
            unset AWS_CA_BUNDLE
            terraform init -no-color > log 2>&1 || cat log
            terraform apply -auto-approve -no-color 2>&1 | grep -o 'Apply complete'
            aws s3api head-object --bucket state-bucket --key state.tfstate --query ServerSideEncryption --output text
            echo '{"ID":"mine"}' > lock
            aws s3api put-object --bucket state-bucket --key state.tfstate.tflock --body lock > /dev/null
            ! terraform plan -no-color > refusal 2>&1
            grep -o 'PreconditionFailed' refusal | head -1
            """);
        Assert.Equal(["Apply complete", "aws:kms", "PreconditionFailed"], printed.Trim().Split('\n'));
    }

    private const string Credentials = """
        id=$(sed -nE 's/^aws_access_key_id = (.*)/\1/p' data/aws/credentials)
        secret=$(sed -nE 's/^aws_secret_access_key = (.*)/\1/p' data/aws/credentials)
        endpoint=$(sed -nE 's/^endpoint_url = (.*)/\1/p' data/aws/config)

        """;

    private Task<string> RunAsync(string script) => Shell.RunAsync(string.Join('\n', server.ShellLines) + "\n" + script, folder);
}
