using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Tells how trails are set: those named, or all that the account sees in the region.</summary>
[Operation(CloudTrailService.Target + "DescribeTrails", ReadOnly = true)]
public sealed class DescribeTrails(TrailStore trails, CloudTrailAuthorizer authorizer) : IOperation<DescribeTrails.Request, DescribeTrails.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:DescribeTrails");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Names or ARNs; all where none is given. An unknown one is passed over.</summary>
        [WireName("trailNameList")] public IReadOnlyList<string>? TrailNameList { get; init; }

        /// <summary>Also trails of all regions whose home is elsewhere: true where nothing is given.</summary>
        [WireName("includeShadowTrails")] public bool? IncludeShadowTrails { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response
    {
        /// <summary>The trails.</summary>
        [WireName("trailList")] public required IReadOnlyList<DescribedTrail> TrailList { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<DescribeTrails.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, "*", cancellation);
        var visible = await trails.VisibleAsync(call, request.IncludeShadowTrails ?? true, cancellation);
        if (request.TrailNameList is { Count: > 0 } named)
        {
            var wanted = named.Select(name => (Text: name, TrailReference.Parse(call, name).Arn)).ToList();
            visible = [.. visible.Where(trail => wanted.Any(name => name.Arn == trail.Arn || name.Text == trail.Name))];
        }

        return new() { TrailList = [.. visible.Select(DescribedTrail.Of)] };
    }
}
