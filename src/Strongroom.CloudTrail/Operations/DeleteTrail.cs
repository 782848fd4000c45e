using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Deletes a trail; what it delivered stays.</summary>
[Operation(CloudTrailService.Target + "DeleteTrail")]
public sealed class DeleteTrail(TrailStore trails) : IOperation<DeleteTrail.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:DeleteTrail");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required] public string? Name { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        call.Changes.Delete(Trail.Records, await trails.GetToChangeAsync(call, Action, request.Name!, cancellation));
        return default;
    }
}
