using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a user.</summary>
[Operation("iam.CreateUser")]
public sealed class CreateUser(IamStore store, EntityChanges changes) : IOperation<CreateUser.Request, CreateUser.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreateUser");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Begins and ends with a slash; <c>/</c> where none is given.</summary>
        [Length(1, 512)] public string? Path { get; init; }

        /// <summary>The user's name.</summary>
        [Required, Length(1, 64)] public string? UserName { get; init; }

        /// <summary>The managed policy that is to be the boundary.</summary>
        [Length(20, 2048)] public string? PermissionsBoundary { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(UserDetails User);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (name, path, tags) = (IamNames.Name(request.UserName!, "userName"), IamNames.Path(request.Path), IamTags.Parse(request.Tags));
        var user = new User
        {
            Account = call.Account,
            Name = name,
            Path = path,
            Id = IamNames.NewId("AIDA"),
            CreateDate = call.Second(),
            Boundary = request.PermissionsBoundary,
            Tags = tags,
        };
        await store.DemandAsync(call, Action, user.Arn, cancellation, new() { RequestTags = tags, PermissionsBoundary = user.Boundary });
        await changes.CreateAsync(call, EntityKinds.Users, user, cancellation);
        return new(UserDetails.Of(user));
    }
}
