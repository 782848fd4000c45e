using Strongroom.Testing;

namespace Strongroom.Iam.Tests.Wire;

/// <summary>Bad policies over the wire, at each operation that takes one: refused with AWS's code and words, and nothing is stored.</summary>
public sealed class MalformedPolicyTests : IAsyncLifetime
{
    private const string Syntax = "Syntax errors in policy.", Legacy = "The policy failed legacy parsing",
        Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"sts:AssumeRole"}]}""";

    private LocalServer server = null!;
    private FormClient iam = null!;
    private JsonClient kms = null!, secrets = null!;

    /// <summary>Statements, or whole documents, and what IAM says of them.</summary>
    private static readonly (string Document, string Text)[] Identity =
    [
        ("{", Syntax),
        ("[]", Syntax),
        ("{}", Syntax),
        ("""{"Version":"2012-10-17","Statement":[]}""", Syntax),
        ("""{"Version":"2020-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}""", Syntax),
        ("""{"Version":"2012-10-17","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}""", Syntax),
        (Of("""{"Effect":"Allow","Effect":"Deny","Action":"a:b","Resource":"*"}"""), Syntax),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"StringEquals":{"a:k":"1","a:k":"2"}}}"""), Syntax),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"StringResembles":{"a:k":"1"}}}"""), Syntax),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"soon"}}}"""), Legacy),
        (Of("""{"Action":"a:b","Resource":"*"}"""), Syntax),
        (Of("""{"Effect":"allow","Action":"a:b","Resource":"*"}"""), Legacy),
        (Of("""{"Effect":"Permit","Action":"a:b","Resource":"*"}"""), Syntax),
        (Of("""{"Effect":"Allow","Resource":"*"}"""), "Policy statement must contain actions."),
        (Of("""{"Effect":"Allow","Action":"a:b"}"""), "Policy statement must contain resources."),
        (Of("""{"Effect":"Allow","Action":"Get","Resource":"*"}"""), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        (Of("""{"Effect":"Allow","Action":"a:b:c","Resource":"*"}"""), "Actions/Condition can contain only one colon."),
        (Of("""{"Effect":"Allow","Action":"a b:c","Resource":"*"}"""), "Vendor a b is not valid"),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"bucket"}"""), "Resource bucket must be in ARN format or \"*\"."),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"arn:aw:s3:::b"}"""), "Partition \"aw\" is not valid for resource \"arn:aw:s3:::b\"."),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"arn:aws"}"""), "Resource vendor must be fully qualified and cannot contain regexes."),
        (Of("""{"Effect":"Allow","Action":"a:b","Resource":"arn:aws:s3:us-east-1::b"}"""), "Resource arn:aws:s3:us-east-1::b can not contain region information."),
        (Of("""{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}"""), "Policy document should not specify a principal."),
        (Of("""{"Sid":"a b","Effect":"Allow","Action":"a:b","Resource":"*"}"""),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"),
        (Of("""{"Sid":"a","Effect":"Allow","Action":"a:b","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"a:b","Resource":"*"}"""),
            "Statement IDs (SID) in a single policy must be unique."),
        (Of(new string('[', 5_000)), Syntax),
    ];

    public async ValueTask InitializeAsync()
    {
        server = await LocalServer.StartAsync();
        iam = new(server.Endpoint, "2010-05-08", new("test", "test", "us-east-1", "iam"), server.Clock);
        kms = new(server.Endpoint, "TrentService", new("test", "test", "us-east-1", "kms"), server.Clock);
        secrets = new(server.Endpoint, "secretsmanager", new("test", "test", "us-east-1", "secretsmanager"), server.Clock);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task IAMs_own_policies_are_refused_in_its_words()
    {
        await iam.CallAsync("CreateUser", "UserName", "u");
        await iam.CallAsync("CreateGroup", "GroupName", "g");
        await iam.CallAsync("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", Trust);
        foreach (var (document, text) in Identity)
        {
            await RefusedAsync(text, document, "CreatePolicy", "PolicyName", "p", "PolicyDocument", document);
            await RefusedAsync(text, document, "PutUserPolicy", "UserName", "u", "PolicyName", "p", "PolicyDocument", document);
            await RefusedAsync(text, document, "PutGroupPolicy", "GroupName", "g", "PolicyName", "p", "PolicyDocument", document);
            await RefusedAsync(text, document, "PutRolePolicy", "RoleName", "r", "PolicyName", "p", "PolicyDocument", document);
        }

        const string NoVersion = """{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}""";
        await RefusedAsync("Policy document must be version 2012-10-17 or greater.", NoVersion, "CreatePolicy", "PolicyName", "p", "PolicyDocument", NoVersion);
        foreach (var (operation, kind, name) in ((string, string, string)[])[("ListUserPolicies", "UserName", "u"), ("ListRolePolicies", "RoleName", "r")])
            Assert.DoesNotContain("member", (IEnumerable<string>)(await iam.CallAsync(operation, kind, name)).Keys);
    }

    [Fact]
    public async Task A_trust_policy_is_refused_in_its_words()
    {
        await iam.CallAsync("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", Trust);
        foreach (var (document, text) in ((string, string)[])
        [
            ("{", "This policy contains invalid Json"),
            (Of("""{"Effect":"Allow","Action":"sts:AssumeRole"}"""), "Missing required field Principal"),
            (Of("""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject"}"""), "AssumeRole policy may only specify STS AssumeRole actions."),
            (Of("""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*"}"""), "Has prohibited field Resource"),
            (Of("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/nobody"},"Action":"sts:AssumeRole"}"""),
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::000000000000:user/nobody\""),
        ])
        {
            await RefusedAsync(text, document, "UpdateAssumeRolePolicy", "RoleName", "r", "PolicyDocument", document);
            await RefusedAsync(text, document, "CreateRole", "RoleName", "other", "AssumeRolePolicyDocument", document);
        }
    }

    [Fact]
    public async Task Policies_of_keys_and_secrets_are_refused_with_their_services_code()
    {
        var key = (string)(await kms.CallAsync("CreateKey", []))["KeyMetadata"]!["KeyId"]!;
        await secrets.CallAsync("CreateSecret", new() { ["Name"] = "s", ["SecretString"] = "x", ["ClientRequestToken"] = Guid.NewGuid().ToString() });
        foreach (var (document, text) in ((string, string)[])
        [
            ("{", Syntax),
            ("""{"Version":"2012-10-17","Statement":[]}""", Syntax),
            (Of("""{"Effect":"Allow","Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"""), Syntax),
            (Of("""{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringResembles":{"a:k":"1"}}}"""), Syntax),
            (Of("""{"Effect":"Allow","Action":"*","Resource":"*"}"""), "Policy contains a statement with no principal"),
            (Of("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/nobody"},"Action":"*","Resource":"*"}"""),
                "Policy contains a statement with one or more invalid principals."),
        ])
        {
            Is("MalformedPolicyDocumentException", text, document, await Assert.ThrowsAsync<JsonRefusalException>(
                () => kms.CallAsync("PutKeyPolicy", new() { ["KeyId"] = key, ["Policy"] = document })));
            Is("MalformedPolicyDocumentException", text, document, await Assert.ThrowsAsync<JsonRefusalException>(
                () => kms.CallAsync("CreateKey", new() { ["Policy"] = document })));
            Is("MalformedPolicyDocumentException", $"This resource policy contains a syntax error or an invalid principal: {text}", document,
                await Assert.ThrowsAsync<JsonRefusalException>(
                    () => secrets.CallAsync("PutResourcePolicy", new() { ["SecretId"] = "s", ["ResourcePolicy"] = document })));
        }

        var kept = (string)(await kms.CallAsync("GetKeyPolicy", new() { ["KeyId"] = key }))["Policy"]!;
        Assert.Contains("Enable IAM User Permissions", kept);
    }

    private static string Of(string statements) => $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""";

    private async Task RefusedAsync(string text, string document, string operation, params string[] fields)
        => Is("MalformedPolicyDocument", text, document, await Assert.ThrowsAsync<JsonRefusalException>(() => iam.CallAsync(operation, fields)));

    private static void Is(string code, string text, string document, JsonRefusalException refusal)
        => Assert.Equal((code, text, 400, document), (refusal.Code, refusal.Text, refusal.Status, document));
}
