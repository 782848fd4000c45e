using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the users, groups and roles that a managed policy is attached to, or is the boundary of.</summary>
[Operation("iam.ListEntitiesForPolicy", ReadOnly = true)]
public sealed class ListEntitiesForPolicy(IamStore store, IamPages pages)
    : IOperation<ListEntitiesForPolicy.Request, ListEntitiesForPolicy.Response>
{
    private const int Most = 100_000;

    private static readonly ActionName Action = ActionName.Of("iam:ListEntitiesForPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>Users, roles or groups only.</summary>
        public Wire<EntityFilter>? EntityFilter { get; init; }

        /// <summary>Shows only what has a path that begins so.</summary>
        [Length(1, 512)] public string? PathPrefix { get; init; }

        /// <summary>Permissions policies or boundaries.</summary>
        public Wire<PolicyUsage>? PolicyUsageFilter { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<PolicyGroup> PolicyGroups, IReadOnlyList<PolicyUser> PolicyUsers,
        IReadOnlyList<PolicyRole> PolicyRoles, bool IsTruncated, string? Marker);

    /// <summary>A group.</summary>
    public sealed record PolicyGroup(string GroupName, string GroupId);

    /// <summary>A user.</summary>
    public sealed record PolicyUser(string UserName, string UserId);

    /// <summary>A role.</summary>
    public sealed record PolicyRole(string RoleName, string RoleId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var policy = await store.GetPolicyAsync(call, request.PolicyArn!, Action, cancellation);
        var (filter, usage) = (request.EntityFilter?.Value, request.PolicyUsageFilter?.Value);
        var uses = new List<PolicyUse>();
        if (usage != PolicyUsage.PermissionsBoundary)
            uses.AddRange((await store.UsesAsync(call.Account, policy.Arn, false, Most, cancellation)).Select(u => u.Value));
        if (usage != PolicyUsage.PermissionsPolicy)
            uses.AddRange((await store.UsesAsync(call.Account, policy.Arn, true, Most, cancellation)).Select(u => u.Value));
        var shown = uses.Where(u => filter is null || filter.ToString()!.Equals(u.Noun, StringComparison.OrdinalIgnoreCase)).ToList();
        var page = pages.Of(call, shown, $"entities/{policy.Id}/{filter}/{usage}", request.Marker, request.MaxItems);
        return new(
            [.. page.Items.Where(u => u.Noun == "group").Select(u => new PolicyGroup(u.Name, u.Id))],
            [.. page.Items.Where(u => u.Noun == "user").Select(u => new PolicyUser(u.Name, u.Id))],
            [.. page.Items.Where(u => u.Noun == "role").Select(u => new PolicyRole(u.Name, u.Id))],
            page.IsTruncated, page.Marker);
    }
}
