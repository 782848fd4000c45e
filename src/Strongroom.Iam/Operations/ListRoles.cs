using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Lists the roles of the account, by name.</summary>
[Operation("iam.ListRoles", ReadOnly = true)]
public sealed class ListRoles(IamStore store, IamPages pages) : IOperation<ListRoles.Request, ListRoles.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:ListRoles");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Shows only what has a path that begins so.</summary>
        [Length(1, 512), Pattern(@"\u002F[\u0021-\u007F]*")] public string? PathPrefix { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<RoleDetails> Roles, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var prefix = request.PathPrefix ?? "/";
        await store.DemandAsync(call, Action, $"arn:aws:iam::{call.Account}:role{prefix}", cancellation);
        var page = await pages.ReadAsync(call, Role.Records, Role.Records.Key(call.Account), $"roles/{prefix}", request.Marker,
            request.MaxItems,
            role => role.Path.StartsWith(prefix, StringComparison.Ordinal), cancellation);
        return new([.. page.Items.Select(RoleDetails.Listed)], page.IsTruncated, page.Marker);
    }
}
