using Strongroom.Access;
using Strongroom.Iam.Operations;
using Strongroom.Sts.Operations;

namespace Strongroom.Iam.Tests;

public sealed class SessionsTests : IDisposable
{
    private const string TrustAccount = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private readonly IamWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_role_is_assumed_where_trust_and_the_callers_policies_allow_it_and_acts_with_its_own()
    {
        var role = await RoleAsync("app", TrustAccount, """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}""");
        var bob = await world.UserAsync("bob");
        await IamWorld.RefusedAsync("AccessDenied", $"User: {bob.Arn} is not authorized to perform: sts:AssumeRole on resource: {role.Arn}",
            () => world.AssumeAsync(bob, new() { RoleArn = role.Arn, RoleSessionName = "s1" }));

        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var (credential, answer) = await world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1" });
        var session = credential!.Caller;
        Assert.Equal($"arn:aws:sts::{IamWorld.Account}:assumed-role/app/s1", session.Arn);
        Assert.Equal((session.Arn, $"{role.RoleId}:s1"), (answer.AssumedRoleUser.Arn, answer.AssumedRoleUser.AssumedRoleId));
        Assert.Equal(world.Now.AddHours(1), credential.Expires);
        Assert.True((await world.DecideAsync(session, "kms:CreateKey")).IsAllowed);
        Assert.False((await world.DecideAsync(session, "s3:GetObject")).IsAllowed);
        using var secret = credential.OpenSecretKey();
        Assert.Equal(IamWorld.TextOf(answer.Credentials.SecretAccessKey), IamWorld.TextOf(secret));
    }

    [Fact]
    public async Task A_session_ends_with_its_role_even_if_another_takes_the_name()
    {
        var role = await RoleAsync("app", TrustAccount, null);
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var (credential, answer) = await world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1" });
        Assert.NotNull(credential);
        await world.DoAsync<DeleteRole.Request>(typeof(DeleteRole), world.Root, new() { RoleName = "app" });
        Assert.Null(await FindAsync(answer));
        await RoleAsync("app", TrustAccount, null);
        Assert.Null(await FindAsync(answer));
    }

    [Fact]
    public async Task Trust_in_a_user_does_not_pass_to_another_of_the_same_name_and_nobody_is_trusted_who_does_not_exist()
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"sts:AssumeRole"}]}""";
        await IamWorld.RefusedAsync("MalformedPolicyDocument",
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/alice\"", () => RoleAsync("app", Trust, null));
        var alice = await world.UserAsync("alice");
        var role = await RoleAsync("app", Trust, null);
        Assert.NotNull((await world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1" })).Credential);
        await world.DoAsync<DeleteAccessKey.Request>(typeof(DeleteAccessKey), world.Root,
            new() { UserName = "alice", AccessKeyId = alice.AccessKeyId });
        await world.DoAsync<DeleteUser.Request>(typeof(DeleteUser), world.Root, new() { UserName = "alice" });
        var other = await world.UserAsync("alice");
        await IamWorld.RefusedAsync("AccessDenied", null, () =>
            world.AssumeAsync(other, new() { RoleArn = role.Arn, RoleSessionName = "s1" }));
        await world.DoAsync<UpdateAssumeRolePolicy.Request>(typeof(UpdateAssumeRolePolicy), world.Root,
            new() { RoleName = "app", PolicyDocument = Trust });
        Assert.NotNull((await world.AssumeAsync(other, new() { RoleArn = role.Arn, RoleSessionName = "s1" })).Credential);
    }

    [Fact]
    public async Task A_session_policy_limits_and_tags_are_handed_on()
    {
        var role = await RoleAsync("app", TrustAccount, IamWorld.AllowAll);
        var next = await RoleAsync("next", TrustAccount, IamWorld.AllowAll);
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var (credential, _) = await world.AssumeAsync(alice, new()
        {
            RoleArn = role.Arn,
            RoleSessionName = "s1",
            TransitiveTagKeys = ["Team"],
            Tags = [new() { Key = "Team", Value = "red" }, new() { Key = "Job", Value = "x" }],
        });
        Assert.Equal("red", credential!.Caller.Session!.Tags.Find("team"));
        await IamWorld.RefusedAsync("ValidationError", null, () => world.AssumeAsync(credential.Caller,
            new() { RoleArn = next.Arn, RoleSessionName = "s2", Tags = [new() { Key = "TEAM", Value = "blue" }] }));
        await IamWorld.RefusedAsync("ValidationError", null, () =>
            world.AssumeAsync(credential.Caller, new() { RoleArn = next.Arn, RoleSessionName = "s2", DurationSeconds = 3601 }));
        var (chained, _) = await world.AssumeAsync(credential.Caller, new()
        {
            RoleArn = next.Arn,
            RoleSessionName = "s2",
            Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""",
        });
        Assert.Equal("red", chained!.Caller.Session!.Tags.Find("team"));
        Assert.Null(chained.Caller.Session.Tags.Find("Job"));
        Assert.True((await world.DecideAsync(chained.Caller, "s3:GetObject")).IsAllowed);
        Assert.Equal(Basis.SessionPolicy, (await world.DecideAsync(chained.Caller, "kms:CreateKey")).Basis);
    }

    [Fact]
    public async Task An_external_id_is_demanded_where_trust_says_so()
    {
        var alice = await world.UserAsync("alice");
        var role = await RoleAsync("partner", """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"sts:AssumeRole",
            "Condition":{"StringEquals":{"sts:ExternalId":"seven"}}}]}
            """, null);
        await IamWorld.RefusedAsync("AccessDenied", null, () =>
            world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1" }));
        await IamWorld.RefusedAsync("AccessDenied", null, () =>
            world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1", ExternalId = "eight" }));
        Assert.NotNull((await world.AssumeAsync(alice,
            new() { RoleArn = role.Arn, RoleSessionName = "s1", ExternalId = "seven" })).Credential);
    }

    [Fact]
    public async Task Durations_follow_the_role_and_roots_may_not_assume_roles()
    {
        var role = await RoleAsync("app", TrustAccount, null);
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        await IamWorld.RefusedAsync("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            () => world.AssumeAsync(alice, new() { RoleArn = role.Arn, RoleSessionName = "s1", DurationSeconds = 7200 }));
        await IamWorld.RefusedAsync("AccessDenied", "Roles may not be assumed by root accounts.", () =>
            world.AssumeAsync(world.Root, new() { RoleArn = role.Arn, RoleSessionName = "s1" }));
    }

    [Fact]
    public async Task A_users_session_is_the_user_and_cannot_make_another()
    {
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var answer = await world.RunAsync<GetSessionToken.Request, GetSessionToken.Response>(typeof(GetSessionToken), alice, new());
        var session = (await world.Credentials.FindAsync(answer.Credentials.AccessKeyId, answer.Credentials.SessionToken, default))!.Caller;
        Assert.Equal((alice.Arn, alice.UserId, CallerType.IamUser), (session.Arn, session.UserId, session.Type));
        Assert.True((await world.DecideAsync(session, "s3:GetObject")).IsAllowed);
        await IamWorld.RefusedAsync("AccessDenied", "Cannot call GetSessionToken with session credentials",
            () => world.RunAsync<GetSessionToken.Request, GetSessionToken.Response>(typeof(GetSessionToken), session, new()));
        var who = await world.RunAsync<GetCallerIdentity.Request, GetCallerIdentity.Response>(typeof(GetCallerIdentity), session, new());
        Assert.Equal((alice.Arn, IamWorld.Account, alice.UserId), (who.Arn, who.Account, who.UserId));
    }

    [Fact]
    public async Task A_federated_user_may_do_what_the_user_and_the_passed_policy_both_allow()
    {
        var alice = await world.UserAsync("alice",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:*","s3:*"],"Resource":"*"}]}""");
        var limited = await FederateAsync(alice, IamWorld.AllowAll);
        Assert.Equal($"arn:aws:sts::{IamWorld.Account}:federated-user/fed", limited.Arn);
        Assert.True((await world.DecideAsync(limited, "s3:GetObject")).IsAllowed);
        Assert.False((await world.DecideAsync(limited, "kms:CreateKey")).IsAllowed);
        Assert.False((await world.DecideAsync(await FederateAsync(alice, null), "s3:GetObject")).IsAllowed);
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_or_belongs_to_another_key_is_nobodys()
    {
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var answer = await world.RunAsync<GetSessionToken.Request, GetSessionToken.Response>(typeof(GetSessionToken), alice, new());
        var (id, token) = (answer.Credentials.AccessKeyId, answer.Credentials.SessionToken);
        Assert.NotNull(await world.Credentials.FindAsync(id, token, default));
        Assert.Null(await world.Credentials.FindAsync(id, null, default));
        Assert.Null(await world.Credentials.FindAsync("ASIAAAAAAAAAAAAAAAAA", token, default));
        Assert.Null(await world.Credentials.FindAsync(alice.AccessKeyId!, token, default));
        var box = Convert.FromBase64String(token);
        for (var at = 0; at < box.Length; at += 7)
        {
            box[at] ^= 1;
            Assert.Null(await world.Credentials.FindAsync(id, Convert.ToBase64String(box), default));
            box[at] ^= 1;
        }

        Assert.Null(await world.Credentials.FindAsync(id, token[..^4], default));
        Assert.Null(await world.Credentials.FindAsync(id, "garbage", default));
    }

    private async Task<Caller> FederateAsync(Caller user, string? policy)
    {
        var answer = await world.RunAsync<GetFederationToken.Request, GetFederationToken.Response>(typeof(GetFederationToken), user,
            new() { Name = "fed", Policy = policy });
        return (await world.Credentials.FindAsync(answer.Credentials.AccessKeyId, answer.Credentials.SessionToken, default))!.Caller;
    }

    private async Task<Aws.Credential?> FindAsync(AssumeRole.Response answer) =>
        await world.Credentials.FindAsync(answer.Credentials.AccessKeyId, answer.Credentials.SessionToken, default);

    private async Task<RoleDetails> RoleAsync(string name, string trust, string? policy)
    {
        var role = (await world.RunAsync<CreateRole.Request, CreateRole.Response>(typeof(CreateRole), world.Root,
            new() { RoleName = name, AssumeRolePolicyDocument = trust })).Role;
        if (policy is not null)
            await world.DoAsync<PutRolePolicy.Request>(typeof(PutRolePolicy), world.Root,
                new() { RoleName = name, PolicyName = "p", PolicyDocument = policy });
        return role;
    }
}
