using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Deletes a role that has no policies any more. Its sessions end.</summary>
[Operation("iam.DeleteRole")]
public sealed class DeleteRole(IamStore store, EntityChanges changes) : IOperation<DeleteRole.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:DeleteRole");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Roles, request.RoleName!, Action, cancellation);
        await changes.DeleteAsync(call, EntityKinds.Roles, stored, cancellation);
        return default;
    }
}
