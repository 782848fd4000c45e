using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Says which events a trail has, in place of what was said before.</summary>
[Operation(CloudTrailService.Target + "PutEventSelectors")]
public sealed class PutEventSelectors(TrailStore trails) : IOperation<PutEventSelectors.Request, PutEventSelectors.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:PutEventSelectors");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN of the trail.</summary>
        [Required] public string? TrailName { get; init; }

        /// <summary>1 to 5 selectors.</summary>
        public IReadOnlyList<EventSelector>? EventSelectors { get; init; }

        /// <summary>Or selectors by any field.</summary>
        public IReadOnlyList<AdvancedEventSelector>? AdvancedEventSelectors { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(string TrailARN, IReadOnlyList<EventSelector>? EventSelectors, IReadOnlyList<AdvancedEventSelector>? AdvancedEventSelectors);

    /// <inheritdoc/>
    public async ValueTask<PutEventSelectors.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await trails.GetToChangeAsync(call, Action, request.TrailName!, cancellation);
        var trail = stored.Value with
        {
            Selectors = request.EventSelectors is { Count: > 0 } ? [.. request.EventSelectors.Select(Complete)] : null,
            AdvancedSelectors = request.AdvancedEventSelectors is { Count: > 0 } ? request.AdvancedEventSelectors : null,
        };
        Demand(trail);
        call.Changes.Replace(Trail.Records, stored, trail);
        return new(trail.Arn, trail.Selectors, trail.AdvancedSelectors);
    }

    private static EventSelector Complete(EventSelector selector) => new()
    {
        ReadWriteType = selector.ReadWriteType ?? ReadWriteType.All,
        IncludeManagementEvents = selector.IncludeManagementEvents ?? true,
        DataResources = selector.DataResources ?? [],
        ExcludeManagementEventSources = selector.ExcludeManagementEventSources ?? [],
    };

    private static void Demand(Trail trail)
    {
        if (trail.Selectors is null == trail.AdvancedSelectors is null)
            throw CloudTrailFaults.InvalidSelectors("Give either event selectors or advanced event selectors.");
        if (trail.Selectors is { Count: > MostSelectors }) throw CloudTrailFaults.InvalidSelectors($"A trail has at most {MostSelectors} event selectors.");
        foreach (var resource in trail.Selectors?.SelectMany(static selector => selector.DataResources!) ?? [])
        {
            if (resource.Type is not ("AWS::S3::Object" or "AWS::Lambda::Function" or "AWS::DynamoDB::Table"))
                throw CloudTrailFaults.InvalidSelectors($"{resource.Type} is not a valid type of data resources.");
            if (resource.Values?.FirstOrDefault(static value => !value.StartsWith("arn:", StringComparison.Ordinal)) is { } value)
                throw CloudTrailFaults.InvalidSelectors($"{value} is not a valid ARN.");
        }

        foreach (var field in trail.AdvancedSelectors?.SelectMany(static selector => selector.FieldSelectors!) ?? [])
        {
            if (!EventSelection.Fields.Contains(field.Field!)) throw CloudTrailFaults.InvalidSelectors($"{field.Field} is not a valid field.");
            if (field is { EqualTo: null, StartsWith: null, EndsWith: null, NotEquals: null, NotStartsWith: null, NotEndsWith: null })
                throw CloudTrailFaults.InvalidSelectors($"The selector of {field.Field} has no operator.");
        }

        foreach (var selector in trail.AdvancedSelectors ?? [])
        {
            if (selector.FieldSelectors!.All(static field => field.Field != "eventCategory"))
                throw CloudTrailFaults.InvalidSelectors("An advanced event selector must say eventCategory.");
        }
    }

    private const int MostSelectors = 5;
}
