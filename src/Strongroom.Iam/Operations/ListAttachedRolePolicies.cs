using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the managed policies attached to a role.</summary>
[Operation("iam.ListAttachedRolePolicies", ReadOnly = true)]
public sealed class ListAttachedRolePolicies(EntityPolicies policies)
    : IOperation<ListAttachedRolePolicies.Request, ListAttachedRolePolicies.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>Shows only what has a path that begins so.</summary>
        [Length(1, 512)] public string? PathPrefix { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<AttachedPolicy> AttachedPolicies, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var page = await policies.ListAttachedAsync(call, EntityKinds.Roles, request.RoleName!, request.PathPrefix, request.Marker,
            request.MaxItems, cancellation);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
