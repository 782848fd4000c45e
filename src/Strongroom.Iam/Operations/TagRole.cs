using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Adds tags to a role, or changes them.</summary>
[Operation("iam.TagRole")]
public sealed class TagRole(EntityChanges changes) : IOperation<TagRole.Request, Unit>
{
    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The tags.</summary>
        [Required, Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await changes.TagAsync(call, EntityKinds.Roles, request.RoleName!, request.Tags!, cancellation);
        return default;
    }
}
