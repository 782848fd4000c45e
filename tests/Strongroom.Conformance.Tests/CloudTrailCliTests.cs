using Strongroom.Testing;

namespace Strongroom.Conformance.Tests;

/// <summary>What was done, as <c>aws cloudtrail lookup-events</c> finds it.</summary>
[Trait("Needs", "tools")]
public sealed class CloudTrailCliTests : IAsyncLifetime
{
    private const string Functions = """
        events() { aws cloudtrail lookup-events --lookup-attributes "AttributeKey=$1,AttributeValue=$2" --query "Events[].$3" --output text; }
        account=$(aws sts get-caller-identity --query Account --output text)

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-trail-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_events_of_kms_calls_are_found_by_every_attribute_with_their_resources()
    {
        var printed = await RunAsync("""
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            for i in 1 2 3; do aws kms encrypt --key-id "$key" --plaintext "$(printf p$i | base64)" --encryption-context n=$i > /dev/null; done
            aws iam create-user --user-name alice > /dev/null
            ! aws kms describe-key --key-id 00000000-0000-4000-8000-000000000000 2> /dev/null

            events ResourceName "$key" EventName | tr '\t' '\n' | sort | uniq -c | sed 's/^ *//'
            events ResourceName "${key##*/}" 'Resources[0].ResourceName' | tr '\t' '\n' | sort -u | sed "s#$key#KEY#"
            events ResourceType AWS::KMS::Key 'Resources[0].ResourceType' | tr '\t' '\n' | sort -u
            events EventName Encrypt 'ReadOnly' | tr '\t' '\n' | sort -u
            aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=Encrypt --max-items 1 --query 'Events[0].CloudTrailEvent' --output text \
                | grep -o '"encryptionContext":{[^}]*}'
            id=$(events EventName CreateUser EventId); events EventId "$id" 'Resources[0].[ResourceType,ResourceName]'
            events ReadOnly false EventName | tr '\t' '\n' | sort
            events EventSource iam.amazonaws.com EventName
            events Username root EventName | tr '\t' '\n' | grep -c Encrypt
            events AccessKeyId "$(aws configure get aws_access_key_id)" EventName | tr '\t' '\n' | grep -c Encrypt
            events EventName DescribeKey CloudTrailEvent | grep -o '"errorCode":"[A-Za-z]*"'

            # Times, pages, other regions, and what is refused.
            aws cloudtrail lookup-events --start-time "$(date -u -d '-1 hour' +%FT%TZ)" --end-time "$(date -u -d '-10 minutes' +%FT%TZ)" --query 'length(Events)' --output text
            aws cloudtrail lookup-events --page-size 2 --lookup-attributes AttributeKey=EventSource,AttributeValue=kms.amazonaws.com --query "length(Events)" --output json
            aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes AttributeKey=EventName,AttributeValue=Encrypt --query 'length(Events)' --output text
            ! aws cloudtrail lookup-events --start-time 2026-01-02 --end-time 2026-01-01 2> refusal; grep -o InvalidTimeRangeException refusal
            ! aws cloudtrail lookup-events --next-token x 2> refusal; grep -o InvalidNextTokenException refusal
            """);
        Assert.Equal(
            [
                "1 CreateKey", "3 Encrypt", "KEY", "AWS::KMS::Key", "true", "\"encryptionContext\":{\"n\":\"3\"}", "AWS::IAM::User\talice",
                "CreateAccount", "CreateKey", "CreateUser", "CreateUser", "3", "3", "\"errorCode\":\"NotFoundException\"", "0", "5", "0", "InvalidTimeRangeException",
                "InvalidNextTokenException",
            ],
            printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_public_key_of_digests_is_one_that_openssl_reads()
    {
        var printed = await RunAsync("""
            aws cloudtrail list-public-keys --query 'PublicKeyList[0].[Value,Fingerprint]' --output text > listed
            cut -f1 listed | base64 -d > key.der
            openssl rsa -RSAPublicKey_in -inform DER -in key.der -noout -text | head -1
            cut -f2 listed | tr -d '0-9a-f\n' | wc -c
            aws cloudtrail list-public-keys --query 'PublicKeyList[].Fingerprint' --output text | diff - <(cut -f2 listed) && echo same
            [ "$(aws cloudtrail list-public-keys --region eu-west-1 --query 'PublicKeyList[].Fingerprint' --output text)" != "$(cut -f2 listed)" ] && echo another
            aws cloudtrail list-public-keys --start-time 2020-01-01 --end-time 2020-02-01 --query 'length(PublicKeyList)' --output text
            """);
        Assert.Equal(["Public-Key: (2048 bit)", "0", "same", "another", "0"], printed.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_recorded_denial_is_explained_by_its_events_or_its_requests_id()
    {
        var printed = await RunAsync("""
            aws iam create-user --user-name alice > /dev/null
            read -r id secret < <(aws iam create-access-key --user-name alice --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
            aws iam put-user-policy --user-name alice --policy-name mail --policy-document '{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"},{"Sid":"NotChat","Effect":"Deny","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"chat"}}}]}'
            key=$(aws kms create-key --query KeyMetadata.Arn --output text)
            ! AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret aws kms encrypt --key-id "$key" --plaintext cA== --encryption-context app=chat 2> /dev/null
            aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=alice --query 'Events[0].[EventId,CloudTrailEvent]' --output text > event
            for id in "$(cut -f1 event)" "$(grep -o '"requestID":"[^"]*"' event | cut -d'"' -f4)"; do
              "$STRONGROOM" explain --data data --event "$id" > why && false || [ $? = 1 ]
              sed -n '2,3p' why | sed "s#$key#KEY#; s/$account/ACCOUNT/"
            done
            "$STRONGROOM" explain --data data --event 00000000-0000-4000-8000-000000000000 2>&1 || [ $? = 2 ]
            """);
        string[] why =
        [
            "By what is attached now, kms:Encrypt on KEY by arn:aws:iam::ACCOUNT:user/alice is decided so:",
            "ExplicitDeny (IdentityPolicy): statement 2 \"NotChat\" of mail",
        ];
        Assert.Equal([.. why, .. why, "strongroom: There is no event of that id: 00000000-0000-4000-8000-000000000000"], printed.Trim().Split('\n'));
    }

    private Task<string> RunAsync(string script) => Shell.RunAsync(Functions + script, folder,
        new("STRONGROOM", Path.Combine(AppContext.BaseDirectory, "strongroom")),
        new("AWS_CONFIG_FILE", Path.Combine(folder, "data", "aws", "config")),
        new("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, "data", "aws", "credentials")));
}
