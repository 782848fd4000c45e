using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>Decides every call to IAM, before anything of what it is about is told.</summary>
public sealed class IamAuthorizer(Authorizer authorizer)
{
    /// <summary>Refuses unless the caller may do this in its own account.</summary>
    /// <exception cref="FaultException">AccessDenied.</exception>
    public async ValueTask DemandAsync(Call call, ActionName action, string resource, IamKeys? keys, CancellationToken cancellation)
    {
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Facts = call,
            Keys = keys,
            Action = action,
            Resource = resource,
            ResourceAccount = call.Account,
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw IamFaults.AccessDenied(decision.Denial(request));
    }
}
