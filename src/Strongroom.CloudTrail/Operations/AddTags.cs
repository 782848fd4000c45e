using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail.Operations;

/// <summary>Adds or changes tags of a trail.</summary>
[Operation(CloudTrailService.Target + "AddTags")]
public sealed class AddTags(TrailStore trails) : IOperation<AddTags.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("cloudtrail:AddTags");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The trail's ARN.</summary>
        [Required] public string? ResourceId { get; init; }

        /// <summary>The tags.</summary>
        [Required, Length(0, 200)] public IReadOnlyList<TagMember>? TagsList { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await trails.GetToChangeAsync(call, Action, request.ResourceId!, cancellation);
        call.Changes.Replace(Trail.Records, stored, stored.Value with { Tags = TrailTags.With(stored.Value.Tags, request.TagsList) });
        return default;
    }
}
