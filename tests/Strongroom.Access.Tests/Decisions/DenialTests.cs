namespace Strongroom.Access.Tests;

public sealed class DenialTests
{
    private const string Account = "111122223333", Key = "arn:aws:kms:us-east-1:111122223333:key/k1", AllowAll = """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""",
        DenyAll = """{"Statement":{"Sid":"no","Effect":"Deny","Action":"*","Resource":"*"}}""", AllowOther = """{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""",
        ToRoot = """{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}}""",
        ToNobody = """{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:*","Resource":"*"}}""",
        DenyAlice = """{"Statement":{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}}""";

    private const string Text = "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/k1 ";

    [Theory]
    [InlineData(ToRoot, null, null, null, null, "because no identity-based policy allows the kms:Decrypt action")]
    [InlineData(ToRoot, AllowOther, null, null, null, "because no identity-based policy allows the kms:Decrypt action")]
    [InlineData(ToNobody, AllowAll, null, null, null, "because no resource-based policy allows the kms:Decrypt action")]
    [InlineData(ToRoot, AllowAll, AllowOther, null, null, "because no permissions boundary allows the kms:Decrypt action")]
    [InlineData(ToRoot, AllowAll, null, AllowOther, null, "because no session policy allows the kms:Decrypt action")]
    [InlineData(ToRoot, AllowAll, null, null, AllowOther, "because no service control policy allows the kms:Decrypt action")]
    [InlineData(ToRoot, DenyAll, null, null, null, "with an explicit deny in an identity-based policy")]
    [InlineData(DenyAlice, AllowAll, null, null, null, "with an explicit deny in a resource-based policy")]
    [InlineData(ToRoot, AllowAll, DenyAll, null, null, "with an explicit deny in a permissions boundary")]
    [InlineData(ToRoot, AllowAll, null, DenyAll, null, "with an explicit deny in a session policy")]
    [InlineData(ToRoot, AllowAll, null, null, DenyAll, "with an explicit deny in a service control policy")]
    public void A_denial_reads_as_AWS_writes_it(string key, string? identity, string? boundary, string? session, string? control, string reason)
    {
        var request = new AccessRequest
        {
            Caller = new()
            {
                Account = Account,
                Arn = "arn:aws:iam::111122223333:user/alice",
                Type = CallerType.IamUser,
                UserId = "AIDAALICE",
                Session = session is null ? null : new() { IssuedAt = DateTimeOffset.UnixEpoch, Policies = [Policy.Parse(PolicyKind.Session, session)] },
            },
            Action = ActionName.Of("kms:Decrypt"),
            Resource = Key,
            ResourceAccount = Account,
            ResourcePolicy = Policy.Parse(PolicyKind.Key, key),
        };
        var principal = new PrincipalPolicies
        {
            Identity = identity is null ? [] : [Policy.Parse(PolicyKind.Identity, identity)],
            Boundary = boundary is null ? null : Policy.Parse(PolicyKind.Boundary, boundary),
            ServiceControl = control is null ? [] : [[Policy.Parse(PolicyKind.ServiceControl, control)]],
        };
        Assert.Equal(Text + reason, Evaluator.Decide(request, principal).Denial(request));
    }

    [Fact]
    public void An_explanation_names_the_statement_that_decided()
    {
        var request = new AccessRequest
        {
            Caller = new() { Account = Account, Arn = "a", Type = CallerType.IamUser, UserId = "u" },
            Action = ActionName.Of("s3:GetObject"),
            Resource = "r",
            ResourceAccount = Account,
        };
        var principal = new PrincipalPolicies { Identity = [Policy.Parse(PolicyKind.Identity, DenyAll, "arn:aws:iam::111122223333:policy/no")] };
        Assert.Equal(
            "ExplicitDeny (IdentityPolicy): statement 1 \"no\" of arn:aws:iam::111122223333:policy/no", Evaluator.Decide(request, principal).Explain());
    }
}
