using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds tags to a managed policy, or changes them.</summary>
[Operation("iam.TagPolicy")]
public sealed class TagPolicy(IamStore store) : IOperation<TagPolicy.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:TagPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The tags.</summary>
        [Required, Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = IamTags.Parse(request.Tags);
        var stored = await store.GetOwnPolicyAsync(call, request.PolicyArn!, Action, cancellation, new() { RequestTags = tags });
        call.Changes.Replace(ManagedPolicy.Records, stored, stored.Value with { Tags = IamTags.With(stored.Value.Tags, tags) });
        return default;
    }
}
