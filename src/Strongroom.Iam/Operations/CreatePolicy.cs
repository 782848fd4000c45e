using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Makes a managed policy.</summary>
[Operation("iam.CreatePolicy")]
public sealed class CreatePolicy(IamStore store) : IOperation<CreatePolicy.Request, CreatePolicy.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:CreatePolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The policy's name.</summary>
        [Required, Length(1, 128)] public string? PolicyName { get; init; }

        /// <summary>Begins and ends with a slash; <c>/</c> where none is given.</summary>
        [Length(1, 512)] public string? Path { get; init; }

        /// <summary>The document: JSON.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? PolicyDocument { get; init; }

        /// <summary>What its people say of it.</summary>
        [Length(0, 1000)] public string? Description { get; init; }

        /// <summary>The tags.</summary>
        [Length(0, 50)] public IReadOnlyList<TagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(PolicyDetails Policy);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = IamTags.Parse(request.Tags);
        var policy = new ManagedPolicy
        {
            Account = call.Account,
            Name = IamNames.Name(request.PolicyName!, "policyName"),
            Path = IamNames.Path(request.Path),
            Id = IamNames.NewId("ANPA"),
            Description = request.Description,
            CreateDate = call.Second(),
            UpdateDate = call.Second(),
            DefaultVersionId = "v1",
            Tags = tags,
            Versions = [new("v1", request.PolicyDocument!, call.Second())],
        };
        await store.DemandAsync(call, Action, policy.Arn, cancellation, new() { RequestTags = tags });
        PolicyDocuments.CheckManaged(request.PolicyDocument!);
        var key = ManagedPolicy.RecordKeyOf(call.Account, policy.Name);
        if (await store.Records.FindAsync(ManagedPolicy.Records, key, cancellation) is not null)
            throw IamFaults.PolicyAlreadyExists(policy.Name);
        call.Changes.Create(ManagedPolicy.Records, key, policy);
        return new(PolicyDetails.Of(policy, 0, 0));
    }
}
