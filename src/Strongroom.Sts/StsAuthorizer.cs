using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts;

/// <summary>Decides calls to STS.</summary>
public sealed class StsAuthorizer(Authorizer authorizer)
{
    /// <summary>
    /// Refuses unless the role's trust policy, and where that leaves it to the account the caller's own policies, allow
    /// this.
    /// </summary>
    /// <exception cref="FaultException">AccessDenied. It reads the same for a role that does not exist.</exception>
    public async ValueTask DemandTrustAsync(Call call, ActionName action, string roleArn, Role? role, IamKeys keys,
        CancellationToken cancellation)
    {
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Facts = call,
            Keys = keys,
            Action = action,
            Resource = roleArn,
            ResourceAccount = role?.Account ?? call.Account,
            ResourcePolicy = role?.Trust,
        };
        if (role is not null && (await authorizer.DecideAsync(request, cancellation)).IsAllowed) return;
        throw call.Caller.Type == CallerType.WebIdentityUser ? StsFaults.NotForWebIdentity(action.ToString()!)
            : StsFaults.AccessDenied($"User: {call.Caller.Arn} is not authorized to perform: {action} on resource: {roleArn}");
    }

    /// <summary>Refuses unless the caller's own policies allow this.</summary>
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
            ResourceAccount = call.Account
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw StsFaults.AccessDenied(decision.Denial(request));
    }
}
