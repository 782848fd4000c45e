using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam.Operations;

/// <summary>Says how calls would be decided under the policies given, by the evaluator that decides them.</summary>
[Operation("iam.SimulateCustomPolicy", ReadOnly = true)]
public sealed class SimulateCustomPolicy(IamStore store, IamPages pages)
    : IOperation<SimulateCustomPolicy.Request, SimulateCustomPolicy.Response>
{
    private static readonly ActionName Action = ActionName.Of("iam:SimulateCustomPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Further identity-based policies.</summary>
        [Required, ElementLength(1, 131072)] public IReadOnlyList<string>? PolicyInputList { get; init; }

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
        await store.DemandAsync(call, Action, "*", cancellation);
        var simulation = Simulation.Of(request.PolicyInputList, request.PermissionsBoundaryPolicyInputList, PrincipalPolicies.None) with
        {
            Caller = Simulation.CallerOf(request.CallerArn ?? $"arn:aws:iam::{call.Account}:user/simulated", call.Account),
            ResourceOwner = request.ResourceOwner,
            Context = request.ContextEntries ?? [],
        };
        var all = simulation.Run(request.ActionNames!, request.ResourceArns, request.ResourcePolicy);
        var page = pages.Of(call, all, "simulation", request.Marker, request.MaxItems);
        return new(page.Items, page.IsTruncated, page.Marker);
    }
}
