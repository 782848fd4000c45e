using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Gives a user another name or path. Its access keys, groups and policies stay; its id does too.</summary>
[Operation("iam.UpdateUser")]
public sealed class UpdateUser(IamStore store, UserMoves moves) : IOperation<UpdateUser.Request, Unit>
{
    private static readonly ActionName Action = ActionName.Of("iam:UpdateUser");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user's name.</summary>
        [Required, Length(1, 128)] public string? UserName { get; init; }

        /// <summary>The new path.</summary>
        [Length(1, 512)] public string? NewPath { get; init; }

        /// <summary>The new name.</summary>
        [Length(1, 64)] public string? NewUserName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Users, request.UserName!, Action, cancellation);
        var name = request.NewUserName is { } asked ? IamNames.Name(asked, "newUserName") : stored.Value.Name;
        var path = request.NewPath is null ? stored.Value.Path : IamNames.Path(request.NewPath);
        await moves.MoveAsync(call, stored, stored.Value with { Name = name, Path = path }, cancellation);
        return default;
    }
}
