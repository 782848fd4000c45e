namespace Strongroom.Access;

/// <summary>The one place where services ask whether a call may go on: once per action and resource, before anything of the resource is read out.</summary>
public sealed class Authorizer(IPolicySource policies)
{
    /// <summary>Decides a request. Completes at once, and allocates nothing, when the caller's policies are in memory.</summary>
    public ValueTask<Decision> DecideAsync(in AccessRequest request, CancellationToken cancellation = default)
    {
        var found = policies.FindAsync(request.Caller, cancellation);
        return found.IsCompletedSuccessfully ? new(Evaluator.Decide(request, found.Result)) : SlowlyAsync(found, request);
    }

    private static async ValueTask<Decision> SlowlyAsync(ValueTask<PrincipalPolicies> found, AccessRequest request) =>
        Evaluator.Decide(request, await found);
}
