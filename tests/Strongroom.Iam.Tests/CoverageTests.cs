using System.Reflection;
using Strongroom.Aws;
using Strongroom.Sts;

namespace Strongroom.Iam.Tests;

public sealed class CoverageTests(ITestOutputHelper output)
{
    private static readonly string[] Iam =
    [
        "CreateUser", "GetUser", "ListUsers", "DeleteUser", "UpdateUser", "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey",
            "DeleteAccessKey",
        "GetAccessKeyLastUsed", "CreateGroup", "GetGroup", "ListGroups", "DeleteGroup", "AddUserToGroup", "RemoveUserFromGroup",
            "ListGroupsForUser",
        "CreateRole", "GetRole", "ListRoles", "UpdateRole", "DeleteRole", "UpdateAssumeRolePolicy", "CreatePolicy", "GetPolicy",
            "ListPolicies",
        "DeletePolicy", "CreatePolicyVersion", "GetPolicyVersion", "ListPolicyVersions", "DeletePolicyVersion", "SetDefaultPolicyVersion",
        "AttachUserPolicy", "DetachUserPolicy", "ListAttachedUserPolicies", "AttachGroupPolicy", "DetachGroupPolicy",
            "ListAttachedGroupPolicies",
        "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies", "PutUserPolicy", "GetUserPolicy", "ListUserPolicies",
            "DeleteUserPolicy",
        "PutGroupPolicy", "GetGroupPolicy", "ListGroupPolicies", "DeleteGroupPolicy", "PutRolePolicy", "GetRolePolicy", "ListRolePolicies",
        "DeleteRolePolicy", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary", "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary", "ListEntitiesForPolicy", "SimulatePrincipalPolicy", "SimulateCustomPolicy", "TagUser", "UntagUser",
        "ListUserTags", "TagRole", "UntagRole", "ListRoleTags", "TagPolicy", "UntagPolicy", "ListPolicyTags",
        "CreateOpenIDConnectProvider", "GetOpenIDConnectProvider", "ListOpenIDConnectProviders", "DeleteOpenIDConnectProvider",
        "AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint",
        "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider", "ListOpenIDConnectProviderTags",
    ];

    private static readonly string[] Sts =
        ["GetCallerIdentity", "AssumeRole", "GetSessionToken", "GetAccessKeyInfo", "AssumeRoleWithWebIdentity", "GetFederationToken"];

    [Fact]
    public void What_is_missing_is_printed_and_nothing_else_is_missing()
    {
        var missing = Missing("iam", Iam, IamService.Operations).Concat(Missing("sts", Sts, StsService.Operations)).ToList();
        output.WriteLine($"missing of {Iam.Length} + {Sts.Length}: {string.Join(' ', missing)}");
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Missing(string service, string[] wanted, IReadOnlyList<Type> operations)
    {
        var names = operations.Select(type => type.GetCustomAttribute<OperationAttribute>()!.Name).ToHashSet();
        Assert.Equal(operations.Count, names.Count);
        return wanted.Where(name => !names.Contains($"{service}.{name}"));
    }
}
