using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Begins to deliver what happens from now on.</summary>
[Operation(CloudTrailService.Target + "StartLogging")]
public sealed class StartLogging(TrailStore trails, AuditTrail audit) : IOperation<StartLogging.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:StartLogging");

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
        if (stored.Value.IsLogging) return default;
        call.Changes.Replace(Trail.Records, stored, stored.Value with
        {
            IsLogging = true,
            Started = call.Time,
            Run = stored.Value.Run + 1,
            StartPosition = audit.Journal.End,
        });
        return default;
    }
}
