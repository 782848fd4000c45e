using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Changes a role's description and the length of its sessions.</summary>
[Operation("iam.UpdateRole")]
public sealed class UpdateRole(IamStore store) : IOperation<UpdateRole.Request, UpdateRole.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:UpdateRole");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>What its people say of it.</summary>
        [Length(0, 1000), Pattern(@"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*")] public string? Description { get; init; }

        /// <summary>The longest session in seconds.</summary>
        [Range(3600, 43200)] public int? MaxSessionDuration { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response();

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await store.GetAsync(call, EntityKinds.Roles, request.RoleName!, Action, cancellation);
        call.Changes.Replace(Role.Records, stored, stored.Value with
        {
            Description = request.Description ?? stored.Value.Description,
            MaxSessionDuration = request.MaxSessionDuration ?? stored.Value.MaxSessionDuration,
        });
        return new();
    }
}
