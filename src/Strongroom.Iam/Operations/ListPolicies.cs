using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists managed policies: those that come with the product, then those of the account by name.</summary>
[Operation("iam.ListPolicies", ReadOnly = true)]
public sealed class ListPolicies(IamStore store, PolicyCounts counts, IamPages pages)
    : IOperation<ListPolicies.Request, ListPolicies.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListPolicies");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>All, AWS or Local.</summary>
        public Wire<PolicyScope>? Scope { get; init; }

        /// <summary>Shows only policies that are used.</summary>
        public bool? OnlyAttached { get; init; }

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
    public sealed record Response(IReadOnlyList<PolicyDetails> Policies, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var prefix = request.PathPrefix ?? "/";
        await store.DemandAsync(call, Action, $"arn:aws:iam::{call.Account}:policy{prefix}", cancellation);
        var (scope, onlyAttached, usage) = (request.Scope?.Value ?? PolicyScope.All, request.OnlyAttached is true,
            request.PolicyUsageFilter?.Value);
        var shown = new List<PolicyDetails>();
        foreach (var policy in await counts.AllAsync(call.Account, scope, cancellation))
        {
            if (!policy.Path.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var details = await counts.DetailsAsync(call.Account, policy, cancellation);
            if (onlyAttached && details.AttachmentCount + details.PermissionsBoundaryUsageCount == 0) continue;
            if (usage == PolicyUsage.PermissionsPolicy && details.AttachmentCount == 0) continue;
            if (usage == PolicyUsage.PermissionsBoundary && details.PermissionsBoundaryUsageCount == 0) continue;
            shown.Add(details with { Description = null, Tags = null });
        }

        var page = pages.Of(call, shown, $"policies/{scope}/{onlyAttached}/{usage}/{prefix}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
