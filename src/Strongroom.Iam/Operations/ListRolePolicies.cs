using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the names of the policies embedded in a role.</summary>
[Operation("iam.ListRolePolicies", ReadOnly = true)]
public sealed class ListRolePolicies(EntityPolicies policies) : IOperation<ListRolePolicies.Request, ListRolePolicies.Response>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<string> PolicyNames, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var page = await policies.ListInlineAsync(call, EntityKinds.Roles, request.RoleName!, request.Marker, request.MaxItems,
            cancellation);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
