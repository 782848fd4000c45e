using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Shows a role.</summary>
[Operation("iam.GetRole", ReadOnly = true)]
public sealed class GetRole(IamStore store) : IOperation<GetRole.Request, GetRole.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:GetRole");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(RoleDetails Role);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        return new(RoleDetails.Of((await store.GetAsync(call, EntityKinds.Roles, request.RoleName!, Action, cancellation)).Value));
    }
}
