using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Tells how a trail is set.</summary>
[Operation(CloudTrailService.Target + "GetTrail", ReadOnly = true)]
public sealed class GetTrail(TrailStore trails) : IOperation<GetTrail.Request, GetTrail.Response>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:GetTrail");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Name or ARN.</summary>
        [Required] public string? Name { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(DescribedTrail Trail);

    /// <inheritdoc/>
    public async ValueTask<GetTrail.Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        return new(DescribedTrail.Of((await trails.GetAsync(call, Action, request.Name!, cancellation)).Value));
    }
}
