using System.Text;
using System.Text.Json;
using CsCheck;

namespace Strongroom.Access.Tests;

public sealed class PolicyParserTests
{
    private const string Good =
        """
        {"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A1","Effect":"Allow","Action":["kms:Decrypt","s3:Get*"],"Resource":["arn:aws:s3:::b/${aws:username, 'x'}/*"],
        "Condition":{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a*","${aws:PrincipalTag/t}"]},"IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},
        "DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"NumericLessThanEquals":{"s3:max-keys":10},"Bool":{"aws:SecureTransport":true},"Null":{"k:x":"false"}}},
        {"Effect":"Deny","NotAction":"iam:*","NotResource":"*"}]}
        """;

    [Theory]
    [InlineData("""{not json""", "Syntax errors in policy.")]
    [InlineData("""[]""", "Syntax errors in policy.")]
    [InlineData("""{}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17"}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2020-01-01","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":null}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":"hello"}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Extra":1,"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]} {}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Unknown":1}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}""", "The policy failed legacy parsing")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":123,"Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:\uD800","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":[["s3:*"]],"Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringMatches":{"a:b":"c"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NullIfExists":{"a:b":"true"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a:b":{}}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a:b":"c","a:b":"d"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NumericEquals":{"a:b":"ten"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"a:b":"10.0.0.0/33"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateEquals":{"a:b":"soon"}}}]}""", "The policy failed legacy parsing")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${a:b, x}"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Resource":"*"}]}""", "Policy statement must contain actions.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}""", "Policy statement must contain actions.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}""", "Policy statement must contain resources.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":[]}]}""", "Policy statement must contain resources.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"","Resource":"*"}]}""", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotAction":"GetObject","Resource":"*"}]}""", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":":Get","Resource":"*"}]}""", "Vendor  is not valid")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"iam :Get","Resource":"*"}]}""", "Vendor iam  is not valid")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:a:b","Resource":"*"}]}""", "Actions/Condition can contain only one colon.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"invalid"}]}""", "Resource invalid must be in ARN format or \"*\".")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","NotResource":""}]}""", "Resource  must be in ARN format or \"*\".")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"s3::b/*"}]}""", "Partition \"\" is not valid for resource \"arn::b/*:*:*:*\".")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:awss3::b/*"}]}""", "The policy failed legacy parsing")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws2:s3:::b/*"}]}""", "Partition \"aws2\" is not valid for resource \"arn:aws2:s3:::b/*\".")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws"}]}""", "Resource vendor must be fully qualified and cannot contain regexes.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:us-east-1::b"}]}""", "Resource arn:aws:s3:us-east-1::b can not contain region information.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam:us-east-1::user/a"}]}""", "IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam::111122223333:thing/a"}]}""", "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}]}""", "Policy document should not specify a principal.")]
    [InlineData("""{"Statement":[{"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")]
    [InlineData("""{"Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"s3:*","Resource":"*"}]}""", "Statement IDs (SID) in a single policy must be unique.")]
    public void A_bad_identity_policy_is_refused_in_the_known_words(string document, string text) =>
        Assert.Equal(text, Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Identity, document)).Message);

    [Theory]
    [InlineData("""{invalid""", "This policy contains invalid Json")]
    [InlineData("""{"Statement":[]}""", "Could not parse the policy: Statement is empty!")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}""", "Missing required field Principal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}]}""", "Missing required field Principal cannot be empty!")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*"}]}""", "AssumeRole policy may only specify STS AssumeRole actions.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*"}]}""", "Has prohibited field Resource")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","NotResource":"*"}]}""", "AssumeRole policy must not contain resources.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""", "Allow with NotPrincipal is not allowed.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/*"},"Action":"sts:AssumeRole"}]}""", "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/*\"")]
    public void A_bad_trust_policy_is_refused_in_the_known_words(string document, string text) =>
        Assert.Equal(text, Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Trust, document)).Message);

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}""", "Policy contains a statement with no principal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/*"},"Action":"kms:*","Resource":"*"}]}""", "Policy contains a statement with one or more invalid principals.")]
    public void A_bad_key_policy_is_refused_in_the_known_words(string document, string text) =>
        Assert.Equal(text, Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Key, document)).Message);

    [Fact]
    public void A_key_policys_statement_without_action_or_resource_is_kept_and_has_no_effect()
    {
        var policy = Policy.Parse(PolicyKind.Key, """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*"},{"Effect":"Allow","Principal":"*","Resource":"*"}]}""");
        var decision = Evaluator.Decide(
            new() { Caller = Caller.Root("111122223333", null), Action = ActionName.Of("kms:Decrypt"), Resource = "k", ResourceAccount = "111122223333", ResourcePolicy = policy },
            PrincipalPolicies.None);
        Assert.Equal(Outcome.ImplicitDeny, decision.Outcome);
    }

    [Theory]
    [InlineData("arn:aws:iam::*:*")]
    [InlineData("arn:aws:iam::111122223333:ro*/a")]
    [InlineData("arn:aws:iam::111122223333:*/a")]
    [InlineData("arn:aws:iam::111122223333:user/${aws:username}")]
    [InlineData("arn:aws:s3:us-east-1:111122223333:accesspoint/a")]
    [InlineData("arn:aws:s3:::b/a:b")]
    [InlineData("arn:aws:kms:*:111122223333:key/*")]
    [InlineData("arn:*:s3:*")]
    public void A_resource_may_be_a_pattern(string resource) =>
        Policy.Parse(PolicyKind.Identity, $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"{{resource}}"} }""");

    [Fact]
    public void A_good_policy_with_everything_in_it_compiles() => Assert.Equal(2, Policy.Parse(PolicyKind.Identity, Good).Statements.Count);

    [Fact]
    public void An_over_long_and_an_over_deep_document_are_refused()
    {
        var padding = new string(' ', Policy.MaxBytes);
        Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Identity, Good + padding));
        Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Identity, Encoding.UTF8.GetBytes(Good + padding)));
        Assert.Throws<MalformedPolicyException>(() => Policy.Parse(PolicyKind.Identity, new string('[', 60_000)));
    }

    [Fact]
    public void Mutated_policies_never_throw_anything_but_the_refusal()
    {
        var good = Encoding.UTF8.GetBytes(Good);
        var splices = new[] { "{", "}", "[", "]", "\"", ",", ":", "null", "1e999", "${", "\\u0000", "\\uDC00", "*", "arn:", "\u00ff", "/128", "true" };
        var kinds = Enum.GetValues<PolicyKind>();
        var mutation = Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 12], Gen.OneOf(Gen.Byte.Array[0, 6], Gen.OneOf(splices).Select(Encoding.UTF8.GetBytes)));
        Gen.Select(mutation.Array[1, 4], Gen.OneOf(kinds)).Sample(
            (mutations, kind) =>
            {
                var document = good.ToList();
                foreach (var (at, remove, insert) in mutations)
                {
                    var start = Math.Min(at, document.Count);
                    document.RemoveRange(start, Math.Min(remove, document.Count - start));
                    document.InsertRange(start, insert);
                }

                Try(kind, document.ToArray());
            },
            iter: 20_000);
    }

    [Fact]
    public void Published_hostile_json_is_refused_as_a_policy()
    {
        var folder = Environment.GetEnvironmentVariable("STRONGROOM_VECTORS");
        if (folder is null) Assert.Skip("STRONGROOM_VECTORS is not set");
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "hostile", "json-parsing.json")));
        var refused = 0;
        foreach (var vector in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (!vector.TryGetProperty("base64", out var text)) continue;
            Assert.False(Try(PolicyKind.Key, text.GetBytesFromBase64()));
            refused++;
        }

        Assert.NotEqual(0, refused);
    }

    private static bool Try(PolicyKind kind, byte[] document)
    {
        try
        {
            Policy.Parse(kind, document);
            return true;
        }
        catch (MalformedPolicyException)
        {
            return false;
        }
    }
}
