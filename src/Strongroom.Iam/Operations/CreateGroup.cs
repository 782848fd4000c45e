using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a group.</summary>
[Operation("iam.CreateGroup")]
public sealed class CreateGroup(IamStore store, EntityChanges changes) : IOperation<CreateGroup.Request, CreateGroup.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreateGroup");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Begins and ends with a slash; <c>/</c> where none is given.</summary>
        [Length(1, 512)] public string? Path { get; init; }

        /// <summary>The group's name.</summary>
        [Required, Length(1, 128)] public string? GroupName { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(GroupDetails Group);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var group = new Group
        {
            Account = call.Account,
            Name = IamNames.Name(request.GroupName!, "groupName"),
            Path = IamNames.Path(request.Path),
            Id = IamNames.NewId("AGPA"),
            CreateDate = call.Second(),
        };
        await store.DemandAsync(call, Action, group.Arn, cancellation);
        await changes.CreateAsync(call, EntityKinds.Groups, group, cancellation);
        return new(GroupDetails.Of(group));
    }
}
