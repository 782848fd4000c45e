using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Tells which events a trail has.</summary>
[Operation(CloudTrailService.Target + "GetEventSelectors", ReadOnly = true)]
public sealed class GetEventSelectors(TrailStore trails) : IOperation<GetEventSelectors.Request, GetEventSelectors.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:GetEventSelectors");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN of the trail.</summary>
        [Required] public string? TrailName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string TrailARN, IReadOnlyList<EventSelector>? EventSelectors, IReadOnlyList<AdvancedEventSelector>? AdvancedEventSelectors);

    /// <inheritdoc/>
    public async ValueTask<GetEventSelectors.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var trail = (await trails.GetAsync(call, Action, request.TrailName!, cancellation)).Value;
        return new(trail.Arn, trail.AdvancedSelectors is null ? trail.Selectors ?? EventSelection.Default : null, trail.AdvancedSelectors);
    }
}
