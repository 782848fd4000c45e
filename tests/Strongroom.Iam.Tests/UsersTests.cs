using Strongroom.Access;
using Strongroom.Iam.Operations;

namespace Strongroom.Iam.Tests;

public sealed class UsersTests : IDisposable
{
    private const string AllowS3 = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""";

    private readonly IamWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_user_signs_with_its_own_arn_and_id()
    {
        var alice = await world.UserAsync("alice");
        Assert.Equal($"arn:aws:iam::{IamWorld.Account}:user/alice", alice.Arn);
        Assert.Equal(CallerType.IamUser, alice.Type);
        Assert.StartsWith("AIDA", alice.UserId, StringComparison.Ordinal);
        Assert.Equal(21, alice.UserId.Length);
    }

    [Fact]
    public async Task A_users_policy_counts_as_soon_as_it_is_put_and_no_longer_once_it_is_deleted()
    {
        var alice = await world.UserAsync("alice");
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.DoAsync<PutUserPolicy.Request>(typeof(PutUserPolicy), world.Root,
            new() { UserName = "alice", PolicyName = "p", PolicyDocument = AllowS3 });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.DoAsync<DeleteUserPolicy.Request>(typeof(DeleteUserPolicy), world.Root, new() { UserName = "alice", PolicyName = "p" });
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
    }

    [Fact]
    public async Task An_attached_policys_new_version_counts_at_once()
    {
        var alice = await world.UserAsync("alice");
        var arn = (await world.RunAsync<CreatePolicy.Request, CreatePolicy.Response>(typeof(CreatePolicy), world.Root,
            new() { PolicyName = "team", PolicyDocument = AllowS3 })).Policy.Arn;
        await world.DoAsync<AttachUserPolicy.Request>(typeof(AttachUserPolicy), world.Root, new() { UserName = "alice", PolicyArn = arn });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.RunAsync<CreatePolicyVersion.Request, CreatePolicyVersion.Response>(typeof(CreatePolicyVersion), world.Root,
            new() { PolicyArn = arn, PolicyDocument = AllowS3.Replace("Allow", "Deny", StringComparison.Ordinal), SetAsDefault = true });
        Assert.Equal(Outcome.ExplicitDeny, (await world.DecideAsync(alice, "s3:GetObject")).Outcome);
        await world.DoAsync<SetDefaultPolicyVersion.Request>(typeof(SetDefaultPolicyVersion), world.Root,
            new() { PolicyArn = arn, VersionId = "v1" });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.DoAsync<DetachUserPolicy.Request>(typeof(DetachUserPolicy), world.Root, new() { UserName = "alice", PolicyArn = arn });
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
    }

    [Fact]
    public async Task A_groups_policies_are_its_users_while_they_belong_to_it()
    {
        var alice = await world.UserAsync("alice");
        await world.RunAsync<CreateGroup.Request, CreateGroup.Response>(typeof(CreateGroup), world.Root, new() { GroupName = "Team" });
        await world.DoAsync<PutGroupPolicy.Request>(typeof(PutGroupPolicy), world.Root,
            new() { GroupName = "Team", PolicyName = "p", PolicyDocument = AllowS3 });
        await world.DoAsync<AddUserToGroup.Request>(typeof(AddUserToGroup), world.Root, new() { GroupName = "team", UserName = "alice" });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        var group = await world.RunAsync<GetGroup.Request, GetGroup.Response>(typeof(GetGroup), world.Root, new() { GroupName = "Team" });
        Assert.Equal("alice", Assert.Single(group.Users).UserName);
        await IamWorld.RefusedAsync("DeleteConflict", null, () =>
            world.DoAsync<DeleteGroup.Request>(typeof(DeleteGroup), world.Root, new() { GroupName = "Team" }));
        await world.DoAsync<RemoveUserFromGroup.Request>(typeof(RemoveUserFromGroup), world.Root,
            new() { GroupName = "Team", UserName = "alice" });
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
    }

    [Fact]
    public async Task A_boundary_limits_and_is_counted()
    {
        var alice = await world.UserAsync("alice", IamWorld.AllowAll);
        var arn = (await world.RunAsync<CreatePolicy.Request, CreatePolicy.Response>(typeof(CreatePolicy), world.Root,
            new() { PolicyName = "most", PolicyDocument = AllowS3 })).Policy.Arn;
        await world.DoAsync<PutUserPermissionsBoundary.Request>(typeof(PutUserPermissionsBoundary), world.Root,
            new() { UserName = "alice", PermissionsBoundary = arn });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        Assert.Equal(Basis.PermissionsBoundary, (await world.DecideAsync(alice, "kms:CreateKey")).Basis);
        var policy = (await world.RunAsync<GetPolicy.Request, GetPolicy.Response>(typeof(GetPolicy), world.Root,
            new() { PolicyArn = arn })).Policy;
        Assert.Equal((0, 1), (policy.AttachmentCount, policy.PermissionsBoundaryUsageCount));
        await IamWorld.RefusedAsync("DeleteConflict", "Cannot delete a policy attached to entities.",
            () => world.DoAsync<DeletePolicy.Request>(typeof(DeletePolicy), world.Root, new() { PolicyArn = arn }));
        await world.DoAsync<DeleteUserPermissionsBoundary.Request>(typeof(DeleteUserPermissionsBoundary), world.Root,
            new() { UserName = "alice" });
        Assert.True((await world.DecideAsync(alice, "kms:CreateKey")).IsAllowed);
        await world.DoAsync<DeletePolicy.Request>(typeof(DeletePolicy), world.Root, new() { PolicyArn = arn });
    }

    [Fact]
    public async Task An_access_key_stops_working_when_it_is_inactive_deleted_or_its_user_is_gone()
    {
        var alice = await world.UserAsync("alice");
        var id = alice.AccessKeyId!;
        await world.DoAsync<UpdateAccessKey.Request>(typeof(UpdateAccessKey), world.Root,
            new() { UserName = "alice", AccessKeyId = id, Status = AccessKeyStatus.Inactive });
        Assert.Null(await world.Credentials.FindAsync(id, null, default));
        await world.DoAsync<UpdateAccessKey.Request>(typeof(UpdateAccessKey), world.Root,
            new() { UserName = "alice", AccessKeyId = id, Status = AccessKeyStatus.Active });
        Assert.NotNull(await world.Credentials.FindAsync(id, null, default));
        await IamWorld.RefusedAsync("DeleteConflict", "Cannot delete entity, must delete access keys first.",
            () => world.DoAsync<DeleteUser.Request>(typeof(DeleteUser), world.Root, new() { UserName = "alice" }));
        await world.DoAsync<DeleteAccessKey.Request>(typeof(DeleteAccessKey), world.Root, new() { UserName = "alice", AccessKeyId = id });
        Assert.Null(await world.Credentials.FindAsync(id, null, default));
        await world.DoAsync<DeleteUser.Request>(typeof(DeleteUser), world.Root, new() { UserName = "alice" });
        await IamWorld.RefusedAsync("NoSuchEntity", "The user with name alice cannot be found.",
            () => world.RunAsync<GetUser.Request, GetUser.Response>(typeof(GetUser), world.Root, new() { UserName = "alice" }));
    }

    [Fact]
    public async Task A_renamed_user_keeps_its_id_key_groups_and_policies()
    {
        var alice = await world.UserAsync("alice", AllowS3);
        await world.RunAsync<CreateGroup.Request, CreateGroup.Response>(typeof(CreateGroup), world.Root, new() { GroupName = "Team" });
        await world.DoAsync<AddUserToGroup.Request>(typeof(AddUserToGroup), world.Root, new() { GroupName = "Team", UserName = "alice" });
        await world.DoAsync<AttachUserPolicy.Request>(typeof(AttachUserPolicy), world.Root,
            new() { UserName = "alice", PolicyArn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess" });
        await world.DoAsync<UpdateUser.Request>(typeof(UpdateUser), world.Root,
            new() { UserName = "alice", NewUserName = "Alicia", NewPath = "/team/" });
        var found = (await world.Credentials.FindAsync(alice.AccessKeyId!, null, default))!.Caller;
        Assert.Equal((alice.UserId, $"arn:aws:iam::{IamWorld.Account}:user/team/Alicia"), (found.UserId, found.Arn));
        Assert.True((await world.DecideAsync(found, "s3:GetObject")).IsAllowed);
        Assert.True((await world.DecideAsync(found, "iam:ListUsers")).IsAllowed);
        var group = await world.RunAsync<GetGroup.Request, GetGroup.Response>(typeof(GetGroup), world.Root, new() { GroupName = "Team" });
        Assert.Equal("Alicia", Assert.Single(group.Users).UserName);
        var entities = await world.RunAsync<ListEntitiesForPolicy.Request, ListEntitiesForPolicy.Response>(
            typeof(ListEntitiesForPolicy), world.Root, new() { PolicyArn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess" });
        Assert.Equal("Alicia", Assert.Single(entities.PolicyUsers).UserName);
    }

    [Fact]
    public async Task Names_are_unique_without_regard_to_case_and_lists_come_in_pages()
    {
        foreach (var name in (string[])["carol", "Alice", "bob"]) await world.UserAsync(name);
        await IamWorld.RefusedAsync("EntityAlreadyExists", "User with name ALICE already exists.",
            () => world.RunAsync<CreateUser.Request, CreateUser.Response>(typeof(CreateUser), world.Root, new() { UserName = "ALICE" }));
        var first = await world.RunAsync<ListUsers.Request, ListUsers.Response>(typeof(ListUsers), world.Root, new() { MaxItems = 2 });
        Assert.Equal(["Alice", "bob"], first.Users.Select(u => u.UserName));
        Assert.True(first.IsTruncated && first.Marker!.Length <= 320);
        var second = await world.RunAsync<ListUsers.Request, ListUsers.Response>(typeof(ListUsers), world.Root,
            new() { MaxItems = 2, Marker = first.Marker });
        Assert.Equal(["carol"], second.Users.Select(u => u.UserName));
        Assert.False(second.IsTruncated);
        await IamWorld.RefusedAsync("ValidationError", "Invalid Marker.",
            () => world.RunAsync<ListGroups.Request, ListGroups.Response>(typeof(ListGroups), world.Root, new() { Marker = first.Marker }));
    }

    [Fact]
    public async Task A_stranger_to_IAM_is_refused_in_AWSs_words_before_it_learns_what_exists()
    {
        var alice = await world.UserAsync("alice");
        var text = $"User: {alice.Arn} is not authorized to perform: iam:GetUser on resource: arn:aws:iam::{IamWorld.Account}:user/nobody "
            + "because no identity-based policy allows the iam:GetUser action";
        await IamWorld.RefusedAsync("AccessDenied", text, () =>
            world.RunAsync<GetUser.Request, GetUser.Response>(typeof(GetUser), alice, new() { UserName = "nobody" }));
    }

    [Theory]
    [InlineData("a/b", null, null,
        "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")]
    [InlineData("ab", "bad", null,
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")]
    public async Task Bad_names_and_paths_are_refused(string name, string? path, string? boundary, string text) =>
        await IamWorld.RefusedAsync(
        "ValidationError", text,
        () => world.RunAsync<CreateUser.Request, CreateUser.Response>(typeof(CreateUser), world.Root,
            new() { UserName = name, Path = path, PermissionsBoundary = boundary }));

    [Fact]
    public async Task Quotas_are_kept()
    {
        await world.UserAsync("alice");
        var second = await world.RunAsync<CreateAccessKey.Request, CreateAccessKey.Response>(typeof(CreateAccessKey), world.Root,
            new() { UserName = "alice" });
        second.AccessKey.SecretAccessKey.Dispose();
        await IamWorld.RefusedAsync("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2",
            () => world.RunAsync<CreateAccessKey.Request, CreateAccessKey.Response>(typeof(CreateAccessKey), world.Root,
                new() { UserName = "alice" }));
        var longPolicy = AllowS3.Replace("s3:*", $"s3:{new string('x', 2048)}", StringComparison.Ordinal);
        await IamWorld.RefusedAsync("LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user alice",
            () => world.DoAsync<PutUserPolicy.Request>(typeof(PutUserPolicy), world.Root,
                new() { UserName = "alice", PolicyName = "p", PolicyDocument = longPolicy }));
        await IamWorld.RefusedAsync("MalformedPolicyDocument", "Policy document must be version 2012-10-17 or greater.",
            () => world.RunAsync<CreatePolicy.Request, CreatePolicy.Response>(typeof(CreatePolicy), world.Root, new() { PolicyName = "old", PolicyDocument = """{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""" }));
    }

    [Fact]
    public async Task Tags_are_principal_tags_at_once()
    {
        var alice = await world.UserAsync("alice",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}]}""");
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.DoAsync<TagUser.Request>(typeof(TagUser), world.Root,
            new() { UserName = "alice", Tags = [new() { Key = "Team", Value = "red" }] });
        Assert.True((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
        await world.DoAsync<UntagUser.Request>(typeof(UntagUser), world.Root, new() { UserName = "alice", TagKeys = ["TEAM"] });
        Assert.False((await world.DecideAsync(alice, "s3:GetObject")).IsAllowed);
    }

    [Fact]
    public void The_policies_that_come_with_the_product_are_policies() =>
        Assert.All(AwsManagedPolicies.ByArn, p => Assert.NotEmpty(p.Value.Default.CompiledFor(p.Key).Statements));
}
