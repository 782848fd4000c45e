using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

/// <summary>Resource policies: kept, judged, and decided together with those of the caller.</summary>
public sealed class PolicyTests(SharedServer shared) : SecretsTest(shared)
{
    [Fact]
    public async Task Another_account_reads_once_policy_key_and_its_own_side_allow_it()
    {
        var stranger = Shared!.NewAccount();
        var key = (string)(await Kms("CreateKey", []))["KeyMetadata"]!["Arn"]!;
        var arn = await CreateAsync("shared", more: new() { ["KmsKeyId"] = key });
        var read = () => Call("GetSecretValue", new() { ["SecretId"] = arn }, account: stranger);
        await RefusedAsync("AccessDeniedException", $"User: arn:aws:iam::{stranger}:root is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn}"
            + " because no resource-based policy allows the secretsmanager:GetSecretValue action", read);
        await Call("PutResourcePolicy", new() { ["SecretId"] = "shared", ["ResourcePolicy"] = Allow($"arn:aws:iam::{stranger}:root"), ["BlockPublicPolicy"] = true });
        await RefusedAsync("AccessDeniedException", "Access to KMS is not allowed", read);
        await Kms("PutKeyPolicy", new()
        {
            ["KeyId"] = key,
            ["Policy"] = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["{{{Account}}}","{{{stranger}}}"]},"Action":"kms:*","Resource":"*"}}""",
        });
        Assert.Equal("hunter2", (string?)(await read())["SecretString"]);
        await Call("DeleteResourcePolicy", new() { ["SecretId"] = "shared" });
        await RefusedAsync("AccessDeniedException", null, read);
    }

    [Fact]
    public async Task A_deny_by_label_holds_even_against_the_root_of_the_account()
    {
        await CreateAsync("labelled", "v1");
        await PutAsync("labelled", "v2");
        var policy = """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"secretsmanager:VersionStage":"AWSPREVIOUS"}}}}""";
        await Call("PutResourcePolicy", new() { ["SecretId"] = "labelled", ["ResourcePolicy"] = policy });
        Assert.Equal(policy, (string?)(await Call("GetResourcePolicy", new() { ["SecretId"] = "labelled" }))["ResourcePolicy"]);
        Assert.Equal("v2", await ValueAsync("labelled"));
        await RefusedAsync("AccessDeniedException", null, () => ValueAsync("labelled", "AWSPREVIOUS"));
    }

    [Theory]
    [InlineData("\"*\"", "", true)]
    [InlineData("{\"AWS\":[\"111122223333\",\"*\"]}", "", true)]
    [InlineData("{\"AWS\":\"111122223333\"}", "", false)]
    [InlineData("\"*\"", "\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}", false)]
    [InlineData("\"*\"", "\"StringLike\":{\"aws:PrincipalArn\":\"*\"}", true)]
    [InlineData("\"*\"", "\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}", true)]
    [InlineData("\"*\"", "\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}", false)]
    [InlineData("\"*\"", "\"Bool\":{\"aws:SecureTransport\":\"true\"}", true)]
    [InlineData("\"*\"", "\"StringNotEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}", true)]
    public async Task A_policy_that_lets_in_whoever_comes_is_blocked_on_request(string principal, string condition, bool isPublic)
    {
        var name = $"public{Guid.NewGuid():n}";
        await CreateAsync(name);
        var policy = $$"""
            { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": {{principal}}, "Action": "secretsmanager:GetSecretValue", "Resource": "*",
            "Condition": { {{condition}} } } ] }
            """;
        var validated = await Call("ValidateResourcePolicy", new() { ["SecretId"] = name, ["ResourcePolicy"] = policy });
        Assert.Equal(!isPublic, (bool)validated["PolicyValidationPassed"]!);
        var put = () => Call("PutResourcePolicy", new() { ["SecretId"] = name, ["ResourcePolicy"] = policy, ["BlockPublicPolicy"] = true });
        if (isPublic) await RefusedAsync("PublicPolicyException", "You can't attach a resource policy that allows broad access to the secret.", put);
        else await put();
        await Call("PutResourcePolicy", new() { ["SecretId"] = name, ["ResourcePolicy"] = policy });
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Statement\":[]}")]
    [InlineData("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}}")]
    [InlineData("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:user/nobody\"},\"Action\":\"*\",\"Resource\":\"*\"}}")]
    public async Task What_is_no_policy_is_malformed(string policy)
    {
        var name = $"malformed{Guid.NewGuid():n}";
        await CreateAsync(name);
        await RefusedAsync("MalformedPolicyDocumentException", null, () => Call("PutResourcePolicy", new() { ["SecretId"] = name, ["ResourcePolicy"] = policy }));
        Assert.False((bool)(await Call("ValidateResourcePolicy", new() { ["ResourcePolicy"] = policy }))["PolicyValidationPassed"]!);
    }

    [Fact]
    public async Task A_policy_that_locks_its_author_out_is_refused()
    {
        await CreateAsync("locked");
        await RefusedAsync("InvalidParameterException", null, () => Call("PutResourcePolicy", new()
        {
            ["SecretId"] = "locked",
            ["ResourcePolicy"] = """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"secretsmanager:*","Resource":"*"}}""",
        }));
    }

    private static string Allow(string principal)
        => $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}}""";
}
