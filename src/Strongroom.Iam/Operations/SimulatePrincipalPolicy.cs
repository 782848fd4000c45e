using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Says how calls of a user, group or role would be decided, by the evaluator that decides them.</summary>
[Operation("iam.SimulatePrincipalPolicy", ReadOnly = true)]
public sealed class SimulatePrincipalPolicy(IamStore store, PrincipalStore principals, IamPages pages)
    : IOperation<SimulatePrincipalPolicy.Request, SimulatePrincipalPolicy.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:SimulatePrincipalPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The user, group or role whose policies are tried.</summary>
        [Required, Length(20, 2048)] public string? PolicySourceArn { get; init; }

        /// <summary>Further identity-based policies.</summary>
        [ElementLength(1, 131072)] public IReadOnlyList<string>? PolicyInputList { get; init; }

        /// <summary>The permissions boundary.</summary>
        [ElementLength(1, 131072)] public IReadOnlyList<string>? PermissionsBoundaryPolicyInputList { get; init; }

        /// <summary>The actions to decide.</summary>
        [Required, ElementLength(3, 128)] public IReadOnlyList<string>? ActionNames { get; init; }

        /// <summary>The resources to decide them for; all of them where none is given.</summary>
        [ElementLength(1, 2048)] public IReadOnlyList<string>? ResourceArns { get; init; }

        /// <summary>The resource's policy.</summary>
        [Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? ResourcePolicy { get; init; }

        /// <summary>The account that owns the resources, as an ARN or its digits.</summary>
        [Length(1, 2048)] public string? ResourceOwner { get; init; }

        /// <summary>Who calls, where the policies are not a user's own.</summary>
        [Length(1, 2048)] public string? CallerArn { get; init; }

        /// <summary>The condition keys of the call.</summary>
        public IReadOnlyList<ContextEntry>? ContextEntries { get; init; }

        /// <summary>1 to 1,000; 100 where none is given.</summary>
        [Range(1, 1000)] public int? MaxItems { get; init; }

        /// <summary>The last answer's Marker.</summary>
        [Length(1, 320), Pattern(@"[\u0020-\u00FF]+")] public string? Marker { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(IReadOnlyList<SimulatedDecision> EvaluationResults, bool IsTruncated, string? Marker);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var arn = request.PolicySourceArn!;
        await store.DemandAsync(call, Action, arn, cancellation);
        if (EntityArn.Parse(arn) is not { } named || named.Account != call.Account)
            throw IamFaults.InvalidInput($"Invalid Entity Arn: {arn}");
        if (!await principals.ExistsAsync(arn, cancellation)) throw IamFaults.NoSuchEntity(named.Noun, named.Name);
        var simulation = Simulation.Of(request.PolicyInputList, request.PermissionsBoundaryPolicyInputList,
            await principals.FindAsync(arn, cancellation)) with
        {
            Caller = Simulation.CallerOf(request.CallerArn ?? arn, call.Account),
            ResourceOwner = request.ResourceOwner,
            Context = request.ContextEntries ?? [],
        };
        var all = simulation.Run(request.ActionNames!, request.ResourceArns, request.ResourcePolicy);
        var page = pages.Of(call, all, $"simulation/{arn}", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
