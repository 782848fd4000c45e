using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.CloudTrail;

/// <summary>Decides calls to CloudTrail.</summary>
public sealed class CloudTrailAuthorizer(Authorizer authorizer)
{
    /// <summary>Refuses unless the caller may do this in its own account.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public async ValueTask DemandAsync(Call call, ActionName action, string resource, CancellationToken cancellation)
    {
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Facts = call,
            Action = action,
            Resource = resource,
            ResourceAccount = call.Account,
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw CloudTrailFaults.AccessDenied(decision.Denial(request));
    }
}
