using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes tags from a managed policy.</summary>
[Operation("iam.UntagPolicy")]
public sealed class UntagPolicy(IamStore store) : IOperation<UntagPolicy.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:UntagPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The managed policy.</summary>
        [Required, Length(20, 2048)] public string? PolicyArn { get; init; }

        /// <summary>The keys of the tags to remove.</summary>
        [Required, Length(0, 50), ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetOwnPolicyAsync(call, request.PolicyArn!, Action, cancellation, new() { TagKeys = request.TagKeys });
        call.Changes.Replace(ManagedPolicy.Records, stored,
            stored.Value with { Tags = IamTags.Without(stored.Value.Tags, request.TagKeys!) });
        return default;
    }
}
