using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes tags from a user.</summary>
[Operation("iam.UntagUser")]
public sealed class UntagUser(EntityChanges changes) : IOperation<UntagUser.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The keys of the tags to remove.</summary>
        [Required, Length(0, 50), ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.UntagAsync(call, EntityKinds.Users, request.UserName!, request.TagKeys!, cancellation);
        return default;
    }
}
