using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Delivers what has happened so far, and then no more.</summary>
[Operation(CloudTrailService.Target + "StopLogging")]
public sealed class StopLogging(TrailStore trails) : IOperation<StopLogging.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:StopLogging");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required] public string? Name { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await trails.GetToChangeAsync(call, Action, request.Name!, cancellation);
        if (!stored.Value.IsLogging) return default;
        call.Changes.Replace(Trail.Records, stored, stored.Value with { IsLogging = false, Stopped = call.Time });
        return default;
    }
}
