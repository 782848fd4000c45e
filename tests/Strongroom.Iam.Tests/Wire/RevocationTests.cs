using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Strongroom.Testing;

namespace Strongroom.Iam.Tests.Wire;

/// <summary>What is taken away counts from the next request on, over the wire, however warm every cache is.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const string AllowKms = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*","sts:*"],"Resource":"*"}]}""";

    private LocalServer server = null!;
    private FormClient iam = null!;
    private AmazonKeyManagementServiceClient root = null!;
    private string key = "";

    private const string Account = "000000000000";

    public async ValueTask InitializeAsync()
    {
        server = await LocalServer.StartAsync();
        iam = new(server.Endpoint, "2010-05-08", new("test", "test", "us-east-1", "iam"), server.Clock);
        root = server.Kms();
        key = (await root.CreateKeyAsync(new CreateKeyRequest())).KeyMetadata.Arn;
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task An_access_key_made_inactive_or_deleted()
    {
        var (id, alice, _) = await UserAsync("alice", AllowKms);
        using (alice)
        {
            await WarmAsync(alice);
            await iam.CallAsync("UpdateAccessKey", "UserName", "alice", "AccessKeyId", id, "Status", "Inactive");
            await RefusedAsync("UnrecognizedClientException", alice);
            await iam.CallAsync("UpdateAccessKey", "UserName", "alice", "AccessKeyId", id, "Status", "Active");
            await WarmAsync(alice);
            await iam.CallAsync("DeleteAccessKey", "UserName", "alice", "AccessKeyId", id);
            await RefusedAsync("UnrecognizedClientException", alice);
        }
    }

    [Fact]
    public async Task A_policy_of_a_user_of_a_group_and_a_managed_one()
    {
        var (_, alice, _) = await UserAsync("alice", AllowKms);
        using (alice)
        {
            await WarmAsync(alice);
            await iam.CallAsync("DeleteUserPolicy", "UserName", "alice", "PolicyName", "p");
            await RefusedAsync("AccessDeniedException", alice);

            await iam.CallAsync("CreateGroup", "GroupName", "ops");
            await iam.CallAsync("PutGroupPolicy", "GroupName", "ops", "PolicyName", "p", "PolicyDocument", AllowKms);
            await iam.CallAsync("AddUserToGroup", "GroupName", "ops", "UserName", "alice");
            await WarmAsync(alice);
            await iam.CallAsync("RemoveUserFromGroup", "GroupName", "ops", "UserName", "alice");
            await RefusedAsync("AccessDeniedException", alice);

            var policy = (await iam.CallAsync("CreatePolicy", "PolicyName", "keys", "PolicyDocument", AllowKms))["Arn"];
            await iam.CallAsync("AttachUserPolicy", "UserName", "alice", "PolicyArn", policy);
            await WarmAsync(alice);
            await iam.CallAsync("CreatePolicyVersion", "PolicyArn", policy, "SetAsDefault", "true", "PolicyDocument",
                """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}""");
            await RefusedAsync("AccessDeniedException", alice);
            await iam.CallAsync("SetDefaultPolicyVersion", "PolicyArn", policy, "VersionId", "v1");
            await WarmAsync(alice);
            await iam.CallAsync("PutUserPermissionsBoundary", "UserName", "alice", "PermissionsBoundary", "arn:aws:iam::aws:policy/IAMReadOnlyAccess");
            await RefusedAsync("AccessDeniedException", alice);
        }
    }

    [Fact]
    public async Task A_key_policys_statement()
    {
        var (_, alice, _) = await UserAsync("alice", null);
        using (alice)
        {
            const string Root = """{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"}""";
            const string Alice = """{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/alice"},"Action":"kms:*","Resource":"*"}""";
            await PutAsync($"{Root},{Alice}");
            await WarmAsync(alice);
            await PutAsync(Root);
            await RefusedAsync("AccessDeniedException", alice);
        }

        Task PutAsync(string statements) => root.PutKeyPolicyAsync(new()
        {
            KeyId = key,
            Policy = $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""",
        });
    }

    [Fact]
    public async Task A_grant_which_nobody_inherits_with_a_name()
    {
        var (id, alice, _) = await UserAsync("alice", null);
        var asked = new CreateGrantRequest { KeyId = key, GranteePrincipal = $"arn:aws:iam::{Account}:user/alice", Operations = ["Encrypt"], Name = "g" };
        using (alice)
        {
            var grant = await root.CreateGrantAsync(asked);
            await WarmAsync(alice);
            await root.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = grant.GrantId });
            await RefusedAsync("AccessDeniedException", alice);
            await root.CreateGrantAsync(asked);
            await WarmAsync(alice);
        }

        await iam.CallAsync("DeleteAccessKey", "UserName", "alice", "AccessKeyId", id);
        await iam.CallAsync("DeleteUser", "UserName", "alice");
        var (_, other, _) = await UserAsync("alice", null);
        using (other)
        {
            await RefusedAsync("AccessDeniedException", other);
            await root.CreateGrantAsync(asked);
            await WarmAsync(other);
        }
    }

    [Fact]
    public async Task A_user_with_its_sessions()
    {
        var (id, alice, secret) = await UserAsync("alice", AllowKms);
        var mine = await Sts(id, secret).CallAsync("GetSessionToken");
        using (alice)
        using (var session = Session(mine))
        {
            await WarmAsync(alice);
            await WarmAsync(session);
            await iam.CallAsync("DeleteUserPolicy", "UserName", "alice", "PolicyName", "p");
            await RefusedAsync("AccessDeniedException", session);
            await iam.CallAsync("DeleteAccessKey", "UserName", "alice", "AccessKeyId", id);
            await iam.CallAsync("DeleteUser", "UserName", "alice");
            await RefusedAsync("UnrecognizedClientException", alice);
            await RefusedAsync("UnrecognizedClientException", session);
        }
    }

    [Fact]
    public async Task A_roles_sessions_by_a_policy_on_their_age_and_with_the_role()
    {
        var (id, alice, secret) = await UserAsync("alice", AllowKms);
        alice.Dispose();
        var role = (await iam.CallAsync("CreateRole", "RoleName", "app", "AssumeRolePolicyDocument",
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Account}}"},"Action":"sts:AssumeRole"}]}"""))["Arn"];
        await iam.CallAsync("PutRolePolicy", "RoleName", "app", "PolicyName", "p", "PolicyDocument", AllowKms);
        var assumed = await Sts(id, secret).CallAsync("AssumeRole", "RoleArn", role, "RoleSessionName", "s1");
        using var session = Session(assumed);
        await WarmAsync(session);

        // What "Revoke active sessions" does on AWS.
        var now = server.Clock.GetUtcNow().AddSeconds(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await iam.CallAsync("PutRolePolicy", "RoleName", "app", "PolicyName", "AWSRevokeOlderSessions", "PolicyDocument",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"NOW"}}}]}"""
                .Replace("NOW", now, StringComparison.Ordinal));
        await RefusedAsync("AccessDeniedException", session);
        await iam.CallAsync("DeleteRolePolicy", "RoleName", "app", "PolicyName", "AWSRevokeOlderSessions");
        await WarmAsync(session);
        await iam.CallAsync("DeleteRolePolicy", "RoleName", "app", "PolicyName", "p");
        await RefusedAsync("AccessDeniedException", session);
        await iam.CallAsync("DeleteRole", "RoleName", "app");
        await RefusedAsync("UnrecognizedClientException", session);
    }

    [Fact]
    public async Task A_session_whose_time_is_over()
    {
        var (id, alice, secret) = await UserAsync("alice", AllowKms);
        alice.Dispose();
        using var session = Session(await Sts(id, secret).CallAsync("GetSessionToken", "DurationSeconds", "900"));
        await WarmAsync(session);
        server.Clock.Move(TimeSpan.FromSeconds(901));
        await RefusedAsync("ExpiredTokenException", session);
    }

    private async Task<(string Id, AmazonKeyManagementServiceClient Kms, string Secret)> UserAsync(string name, string? policy)
    {
        await iam.CallAsync("CreateUser", "UserName", name);
        if (policy is not null) await iam.CallAsync("PutUserPolicy", "UserName", name, "PolicyName", "p", "PolicyDocument", policy);
        var made = await iam.CallAsync("CreateAccessKey", "UserName", name);
        return (made["AccessKeyId"], server.KmsAs(new BasicAWSCredentials(made["AccessKeyId"], made["SecretAccessKey"])), made["SecretAccessKey"]);
    }

    private FormClient Sts(string id, string secret) => new(server.Endpoint, "2011-06-15", new(id, secret, "us-east-1", "sts"), server.Clock);

    private AmazonKeyManagementServiceClient Session(IReadOnlyDictionary<string, string> made) =>
        server.KmsAs(new SessionAWSCredentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]));

    private async Task WarmAsync(AmazonKeyManagementServiceClient kms)
    {
        for (var i = 0; i < 3; i++) await kms.EncryptAsync(new() { KeyId = key, Plaintext = new([1]) });
    }

    private async Task RefusedAsync(string code, AmazonKeyManagementServiceClient kms)
    {
        var refused = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(() => kms.EncryptAsync(new() { KeyId = key, Plaintext = new([1]) }));
        Assert.Equal(code, refused.ErrorCode);
    }
}
