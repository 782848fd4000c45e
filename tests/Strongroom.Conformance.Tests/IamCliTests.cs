using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>Users, roles, policies and grants with the AWS CLI: allowed and denied as AWS would.</summary>
[Trait("Needs", "tools")]
public sealed class IamCliTests : IAsyncLifetime
{
    // Signs as a user: as NAME COMMAND…; as a session: within NAME COMMAND…
    private const string Functions = """
        key_of() { aws iam create-access-key --user-name "$1" --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text > "$1.key"; }
        as() { local name=$1; shift; read -r id secret < "$name.key"; AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret "$@"; }
        session_of() { as "$1" aws sts assume-role --role-arn "$2" --role-session-name "$3" --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text > "$3.session"; }
        within() { local name=$1; shift; read -r id secret token < "$name.session"; AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token "$@"; }
        denied() { local text=$1; shift; ! "$@" > /dev/null 2> refusal; grep -qF "$text" refusal || { cat refusal; return 1; }; }
        # What lookup-events has of calls to KMS by others than the root, oldest first: who, what, how it ended.
        told() {
            aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=kms.amazonaws.com \
                --query "Events[?Username!='root'].[Username,EventName,CloudTrailEvent]" --output text | tac | awk -F'\t' '{
                    end = match($3, /"errorCode":"[^"]*"/) ? substr($3, RSTART + 13, RLENGTH - 14) : "done"
                    via = match($3, /"invokedBy":"[^"]*"/) ? " by " substr($3, RSTART + 13, RLENGTH - 14) : ""
                    print $1, $2, end via }'
        }
        account=$(aws sts get-caller-identity --query Account --output text)

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-iam-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Two_users_a_role_a_key_policy_a_grant_and_a_context_condition_decide_as_on_AWS()
    {
        var printed = await RunAsync("""
            aws iam create-user --user-name alice > /dev/null; key_of alice
            aws iam create-user --user-name bob > /dev/null; key_of bob
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            printf secret > plain

            # Nothing is allowed until IAM says so, and then only what it says.
            denied "User: arn:aws:iam::$account:user/alice is not authorized to perform: kms:Encrypt on resource: $key because no identity-based policy allows the kms:Encrypt action" \
                as alice aws kms encrypt --key-id "$key" --plaintext fileb://plain
            aws iam put-user-policy --user-name alice --policy-name use --policy-document '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt"],"Resource":"'"$key"'","Condition":{"StringEquals":{"kms:EncryptionContext:app":"mail"}}}]}'
            as alice aws kms encrypt --key-id "$key" --plaintext fileb://plain --encryption-context app=mail --query CiphertextBlob --output text | base64 -d > sealed
            denied AccessDeniedException as alice aws kms encrypt --key-id "$key" --plaintext fileb://plain --encryption-context app=chat
            denied AccessDeniedException as alice aws kms encrypt --key-id "$key" --plaintext fileb://plain

            # A grant is enough by itself, within its constraint; revoked, it is over at once.
            denied AccessDeniedException as bob aws kms decrypt --key-id "$key" --ciphertext-blob fileb://sealed --encryption-context app=mail
            grant=$(aws kms create-grant --key-id "$key" --grantee-principal "arn:aws:iam::$account:user/bob" --operations Decrypt \
                --constraints EncryptionContextSubset={app=mail} --query GrantId --output text)
            as bob aws kms decrypt --key-id "$key" --ciphertext-blob fileb://sealed --encryption-context app=mail --query Plaintext --output text | base64 -d; echo
            aws kms revoke-grant --key-id "$key" --grant-id "$grant"
            denied AccessDeniedException as bob aws kms decrypt --key-id "$key" --ciphertext-blob fileb://sealed --encryption-context app=mail

            # A role: its trust policy, a session that the key policy names by the role, and a deny that wins over everything.
            role=$(aws iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'"$account"':user/bob"},"Action":"sts:AssumeRole"}]}' --query Role.Arn --output text)
            denied "is not authorized to perform: sts:AssumeRole on resource: $role" as alice aws sts assume-role --role-arn "$role" --role-session-name s1
            session_of bob "$role" s1
            within s1 aws sts get-caller-identity --query Arn --output text | sed "s/$account/ACCOUNT/"
            aws kms put-key-policy --key-id "$key" --policy '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'"$account"':root"},"Action":"kms:*","Resource":"*"},
                {"Effect":"Allow","Principal":{"AWS":"'"$role"'"},"Action":"kms:Decrypt","Resource":"*"}]}'
            within s1 aws kms decrypt --key-id "$key" --ciphertext-blob fileb://sealed --encryption-context app=mail --query Plaintext --output text | base64 -d; echo
            aws iam put-role-policy --role-name app --policy-name no --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}'
            denied "with an explicit deny in an identity-based policy" within s1 aws kms decrypt --key-id "$key" --ciphertext-blob fileb://sealed --encryption-context app=mail

            # The machine's console says why, with the statement's place.
            session=arn:aws:sts::$account:assumed-role/app/s1
            "$STRONGROOM" explain --data data --principal "$session" --action kms:Decrypt --resource "$key" > why && false || [ $? = 1 ]
            head -1 why
            aws iam delete-role-policy --role-name app --policy-name no
            "$STRONGROOM" explain --data data --principal "$session" --action kms:Decrypt --resource "$key"

            # A deleted role ends its sessions; a deleted key stops signing.
            aws iam delete-role --role-name app
            denied InvalidClientTokenId within s1 aws sts get-caller-identity
            aws iam delete-access-key --user-name bob --access-key-id "$(cut -f1 bob.key)"
            denied InvalidClientTokenId as bob aws sts get-caller-identity

            # Each call has its record, refused ones too.
            told
            """);
        Assert.Equal(["secret", "arn:aws:sts::ACCOUNT:assumed-role/app/s1", "secret",
                "ExplicitDeny (IdentityPolicy): statement 1 of no",
                "Allow (ResourcePolicy): statement 2 of the key policy",
                "alice Encrypt AccessDenied", "alice Encrypt done", "alice Encrypt AccessDenied", "alice Encrypt AccessDenied",
                "bob Decrypt AccessDenied", "bob Decrypt done", "bob Decrypt AccessDenied", "s1 Decrypt done", "s1 Decrypt AccessDenied"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_key_policy_trusts_users_who_exist_and_not_those_who_take_their_names_later()
    {
        var printed = await RunAsync("""
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'"$account"':root"},"Action":"kms:*","Resource":"*"},
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'"$account"':user/alice"},"Action":"kms:DescribeKey","Resource":"*"}]}'
            denied "Policy contains a statement with one or more invalid principals." aws kms put-key-policy --key-id "$key" --policy "$policy"
            aws iam create-user --user-name alice > /dev/null; key_of alice
            aws kms put-key-policy --key-id "$key" --policy "$policy"
            as alice aws kms describe-key --key-id "$key" --query KeyMetadata.KeyState --output text
            aws iam delete-access-key --user-name alice --access-key-id "$(cut -f1 alice.key)"
            aws iam delete-user --user-name alice
            aws iam create-user --user-name alice > /dev/null; key_of alice
            denied AccessDeniedException as alice aws kms describe-key --key-id "$key"

            # Who may only make keys makes them with the default policy.
            aws iam put-user-policy --user-name alice --policy-name make --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:CreateKey","Resource":"*"}]}'
            as alice aws kms create-key --query KeyMetadata.KeyState --output text
            """);
        Assert.Equal(["Enabled", "Enabled"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task Managed_policies_groups_and_boundaries_live_their_lives()
    {
        var printed = await RunAsync("""
            aws iam create-user --user-name alice --path /team/ --tags Key=team,Value=red > /dev/null; key_of alice
            policy=$(aws iam create-policy --policy-name keys --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:List*","Resource":"*"}]}' \
                --query Policy.Arn --output text)
            aws iam create-group --group-name ops > /dev/null
            aws iam attach-group-policy --group-name ops --policy-arn "$policy"
            aws iam add-user-to-group --group-name ops --user-name alice
            as alice aws kms list-keys --query 'length(Keys)' --output text
            for i in 2 3 4 5; do
              aws iam create-policy-version --policy-arn "$policy" --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:List*","Resource":"*"}]}' > /dev/null
            done
            denied LimitExceeded aws iam create-policy-version --policy-arn "$policy" --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:b","Resource":"*"}]}'
            aws iam set-default-policy-version --policy-arn "$policy" --version-id v5
            denied "with an explicit deny in an identity-based policy" as alice aws kms list-keys
            aws iam set-default-policy-version --policy-arn "$policy" --version-id v1
            aws iam put-user-permissions-boundary --user-name alice --permissions-boundary arn:aws:iam::aws:policy/IAMReadOnlyAccess
            denied "because no permissions boundary allows the kms:ListKeys action" as alice aws kms list-keys
            aws iam get-user --user-name alice --query 'User.[Arn,PermissionsBoundary.PermissionsBoundaryArn,Tags[0].Value]' --output text | sed "s/$account/ACCOUNT/"
            denied DeleteConflict aws iam delete-policy --policy-arn "$policy"
            denied MalformedPolicyDocument aws iam create-policy --policy-name bad --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"a:b","Resource":"*"}]}'
            aws iam list-policies --scope AWS --max-items 3 --query 'Policies[].PolicyName' --output text | sed -n 1p
            aws iam get-policy-version --policy-arn "$policy" --version-id v1 --query 'PolicyVersion.Document.Statement[0].Action' --output text
            """);
        Assert.Equal(
            ["0", "arn:aws:iam::ACCOUNT:user/team/alice\tarn:aws:iam::aws:policy/IAMReadOnlyAccess\tred", "AWSCloudHSMFullAccess\tAWSCloudHSMReadOnlyAccess\tAWSCloudTrail_FullAccess", "kms:List*"],
            printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_key_that_may_be_used_through_a_service_only_is_used_through_it_only()
    {
        var printed = await RunAsync("""
            aws iam create-user --user-name alice > /dev/null; key_of alice
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            aws iam put-user-policy --user-name alice --policy-name secrets --policy-document '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},
                {"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey"],"Resource":"'"$key"'","Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"}}}]}'
            as alice aws secretsmanager create-secret --name db --secret-string hunter2 --kms-key-id "$key" --query Name --output text
            as alice aws secretsmanager get-secret-value --secret-id db --query SecretString --output text
            denied "is not authorized to perform: kms:Encrypt on resource: $key because no identity-based policy allows" as alice aws kms encrypt --key-id "$key" --plaintext cA==

            # A deny of all that does not come through another service is one of this service too.
            aws kms put-key-policy --key-id "$key" --policy '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'"$account"':root"},"Action":"kms:*","Resource":"*"},
                {"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::'"$account"':user/alice"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}]}'
            denied "AccessDeniedException" as alice aws secretsmanager get-secret-value --secret-id db
            told | sort -u
            """);
        Assert.Equal(
            [
                "db", "hunter2", "alice Decrypt AccessDenied by secretsmanager.amazonaws.com", "alice Decrypt done by secretsmanager.amazonaws.com",
                "alice Encrypt AccessDenied", "alice GenerateDataKey done by secretsmanager.amazonaws.com",
            ],
            printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(Functions + script, folder,
        new("STRONGROOM", Path.Combine(AppContext.BaseDirectory, "strongroom")),
        new("AWS_CONFIG_FILE", Path.Combine(folder, "data", "aws", "config")),
        new("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, "data", "aws", "credentials")));
}
