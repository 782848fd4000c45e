using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a role.</summary>
[Operation("iam.CreateRole")]
public sealed class CreateRole(IamStore store, EntityChanges changes, PrincipalStore principals)
    : IOperation<CreateRole.Request, CreateRole.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreateRole");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Begins and ends with a slash; <c>/</c> where none is given.</summary>
        [Length(1, 512)] public string? Path { get; init; }

        /// <summary>The role's name.</summary>
        [Required, Length(1, 64)] public string? RoleName { get; init; }

        /// <summary>The trust policy: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? AssumeRolePolicyDocument { get; init; }

        /// <summary>What its people say of it.</summary>
        [Length(0, 1000), Pattern(@"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*")] public string? Description { get; init; }

        /// <summary>The longest session in seconds.</summary>
        [Range(3600, 43200)] public int? MaxSessionDuration { get; init; }

        /// <summary>The managed policy that is to be the boundary.</summary>
        [Length(20, 2048)] public string? PermissionsBoundary { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(RoleDetails Role);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = IamTags.Parse(request.Tags);
        var role = new Role
        {
            Account = call.Account,
            Name = IamNames.Name(request.RoleName!, "roleName"),
            Path = IamNames.Path(request.Path),
            Id = IamNames.NewId("AROA"),
            CreateDate = call.Second(),
            TrustPolicy = request.AssumeRolePolicyDocument!,
            Description = request.Description,
            MaxSessionDuration = request.MaxSessionDuration ?? 3600,
            Boundary = request.PermissionsBoundary,
            Tags = tags,
        };
        await store.DemandAsync(call, Action, role.Arn, cancellation, new() { RequestTags = tags, PermissionsBoundary = role.Boundary });
        role = role with { Trusted = await PolicyDocuments.CheckTrustAsync(principals, role.TrustPolicy, cancellation) };
        await changes.CreateAsync(call, EntityKinds.Roles, role, cancellation);
        return new(RoleDetails.Of(role));
    }
}
