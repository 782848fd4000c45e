using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Removes tags from a role.</summary>
[Operation("iam.UntagRole")]
public sealed class UntagRole(EntityChanges changes) : IOperation<UntagRole.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The keys of the tags to remove.</summary>
        [Required, Length(0, 50), ElementLength(1, 128)] public IReadOnlyList<string>? TagKeys { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.UntagAsync(call, EntityKinds.Roles, request.RoleName!, request.TagKeys!, cancellation);
        return default;
    }
}
