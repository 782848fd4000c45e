using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds tags to a user, or changes them.</summary>
[Operation("iam.TagUser")]
public sealed class TagUser(EntityChanges changes) : IOperation<TagUser.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The tags.</summary>
        [Required, Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.TagAsync(call, EntityKinds.Users, request.UserName!, request.Tags!, cancellation);
        return default;
    }
}
