using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Lists the trails of the account, wherever they were made.</summary>
[Operation(CloudTrailService.Target + "ListTrails", ReadOnly = true)]
public sealed class ListTrails(TrailStore trails, CloudTrailAuthorizer authorizer) : IOperation<ListTrails.Request, ListTrails.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:ListTrails");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Reserved: all trails come on one page.</summary>
        public string? NextToken { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<Entry> Trails, string? NextToken);

    /// <summary>A trail.</summary>
    public sealed record Entry(string TrailARN, string Name, string HomeRegion);

    /// <inheritdoc/>
    public async ValueTask<ListTrails.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", cancellation);
        if (request.NextToken is not null) throw CloudTrailFaults.InvalidToken();
        var all = await trails.AllAsync(call.Account, cancellation);
        return new([.. all.Select(static trail => new Entry(trail.Value.Arn, trail.Value.Name, trail.Value.HomeRegion))], null);
    }
}
