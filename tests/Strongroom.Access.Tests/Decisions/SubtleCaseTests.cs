namespace Strongroom.Access.Tests;

/// <summary>Rules that the published cases do not reach.</summary>
public sealed class SubtleCaseTests
{
    private const string Account = "111122223333";

    private static readonly Caller Alice = new() { Account = Account, Arn = "arn:aws:iam::111122223333:user/alice", Type = CallerType.IamUser, UserId = "AIDANEW" };

    [Fact]
    public void A_missing_variable_under_a_negated_operator_in_a_Deny_denies() => Assert.Equal(Outcome.ExplicitDeny, Identity(
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}}]}
        """));

    [Fact]
    public void A_missing_variable_under_a_positive_operator_in_a_Deny_does_not_deny() => Assert.Equal(Outcome.Allow, Identity(
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}}]}
        """));

    [Fact]
    public void An_AIDA_id_of_a_user_who_is_gone_does_not_fit_a_new_user_of_the_same_name() => Assert.Equal(Outcome.ImplicitDeny, OnResource("AIDAOLD", Alice));

    [Fact]
    public void An_AIDA_id_fits_its_user_under_any_name() => Assert.Equal(Outcome.Allow, OnResource("AIDANEW", Alice with { Arn = "arn:aws:iam::111122223333:user/renamed" }));

    [Fact]
    public void A_key_in_another_account_needs_both_sides_but_a_grant_is_enough()
    {
        var request = new AccessRequest
        {
            Caller = Alice,
            Action = ActionName.Of("kms:Decrypt"),
            Resource = "arn:aws:kms:us-east-1:444455556666:key/k1",
            ResourceAccount = "444455556666",
            ResourcePolicy = Policy.Parse(PolicyKind.Key, """{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"kms:*","Resource":"*"}}"""),
        };
        Assert.Equal(Outcome.ImplicitDeny, Evaluator.Decide(request, PrincipalPolicies.None).Outcome);
        var grant = new Grant { Id = "0", GranteePrincipal = Alice.Arn, Operations = GrantOperations.Decrypt };
        Assert.Equal(Basis.Grant, Evaluator.Decide(request with { Grants = [grant] }, PrincipalPolicies.None).Basis);
    }

    [Fact]
    public void A_trust_policy_that_names_the_account_leaves_it_to_the_users_own_policies()
    {
        var trust = Policy.Parse(PolicyKind.Trust, """{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}""");
        var request = new AccessRequest
        {
            Caller = Alice,
            Action = ActionName.Of("sts:AssumeRole"),
            Resource = "arn:aws:iam::111122223333:role/app",
            ResourceAccount = Account,
            ResourcePolicy = trust,
        };
        Assert.Equal(Outcome.ImplicitDeny, Evaluator.Decide(request, PrincipalPolicies.None).Outcome);
        var allowed = new PrincipalPolicies { Identity = [Policy.Parse(PolicyKind.Identity, """{"Statement":{"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::*:role/a*"}}""")] };
        Assert.Equal(Outcome.Allow, Evaluator.Decide(request, allowed).Outcome);
    }

    [Fact]
    public void A_session_with_an_empty_list_of_policies_may_do_nothing() => Assert.Equal(
        Basis.SessionPolicy,
        Evaluator.Decide(
            new()
            {
                Caller = Alice with { Session = new() { IssuedAt = DateTimeOffset.UnixEpoch, Policies = [] } },
                Action = ActionName.Of("s3:GetObject"),
                Resource = "*",
                ResourceAccount = Account,
            },
            new PrincipalPolicies { Identity = [Policy.Parse(PolicyKind.Identity, """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")] }).Basis);

    [Fact]
    public void An_unsigned_request_is_allowed_only_by_a_statement_for_everyone()
    {
        var nobody = new Caller { Account = "anonymous", Arn = "anonymous", Type = CallerType.Anonymous, UserId = "anonymous" };
        Assert.Equal(Outcome.Allow, OnResource("*", nobody));
        Assert.Equal(Outcome.ImplicitDeny, OnResource(Account, nobody));
    }

    [Fact]
    public async Task The_authorizer_decides_with_what_the_source_finds()
    {
        var request = new AccessRequest { Caller = Alice, Action = ActionName.Of("s3:GetObject"), Resource = "*", ResourceAccount = Account };
        Assert.True((await new Authorizer(new Source(waits: false)).DecideAsync(request)).IsAllowed);
        Assert.True((await new Authorizer(new Source(waits: true)).DecideAsync(request)).IsAllowed);
    }

    private static Outcome Identity(string policy) => Evaluator.Decide(
        new() { Caller = Alice, Action = ActionName.Of("s3:GetObject"), Resource = "*", ResourceAccount = Account },
        new PrincipalPolicies { Identity = [Policy.Parse(PolicyKind.Identity, policy)] }).Outcome;

    private static Outcome OnResource(string principal, Caller caller) => Evaluator.Decide(
        new()
        {
            Caller = caller,
            Action = ActionName.Of("s3:GetObject"),
            Resource = "arn:aws:s3:::b/k",
            ResourceAccount = Account,
            ResourcePolicy = Policy.Parse(
                PolicyKind.Resource,
                """{"Statement":{"Effect":"Allow","Principal":{"AWS":"WHO"},"Action":"s3:*","Resource":"*"}}""".Replace("WHO", principal, StringComparison.Ordinal)),
        },
        PrincipalPolicies.None).Outcome;

    private sealed class Source(bool waits) : IPolicySource
    {
        public async ValueTask<PrincipalPolicies> FindAsync(Caller caller, CancellationToken cancellation)
        {
            if (waits) await Task.Yield();
            return new() { Identity = [Policy.Parse(PolicyKind.Identity, """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")] };
        }
    }
}
