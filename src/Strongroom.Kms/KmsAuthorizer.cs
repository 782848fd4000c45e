using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Decides every use of a KMS key, before anything of the key's state is told: the key policy is the root of trust, IAM counts where it says so.</summary>
public sealed class KmsAuthorizer(Records records, Authorizer authorizer)
{
    /// <summary>Refuses unless the caller may do <paramref name="action"/> with the key of <paramref name="access"/>.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public async ValueTask DemandAsync(Call call, ActionName action, KeyAccess access, CancellationToken cancellation)
    {
        var key = access.Key!;
        call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        var request = RequestFor(call, action, access, await PolicyOfAsync(key, cancellation));
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw KmsFaults.AccessDenied(decision.Denial(request));
    }

    /// <summary>True when the caller may; for Decrypt, whose refusal must not tell a missing key from a forbidden one.</summary>
    public async ValueTask<bool> PermitsAsync(Call call, ActionName action, KeyAccess access, CancellationToken cancellation)
    {
        var policy = await PolicyOfAsync(access.Key!, cancellation);
        return (await authorizer.DecideAsync(RequestFor(call, action, access, policy), cancellation)).IsAllowed;
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/> with an alias. Aliases have no policy: IAM alone decides.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAliasAsync(Call call, ActionName action, string aliasName, CancellationToken cancellation)
    {
        var arn = Alias.ArnOf(call.Account, call.Region, aliasName);
        call.Touch(call.Account, "AWS::KMS::Alias", arn);
        return DemandAsync(call, action, arn, null, cancellation);
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/>, which concerns no one key.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAsync(Call call, ActionName action, CancellationToken cancellation, KeyAccess? access = null)
        => DemandAsync(call, action, "*", access, cancellation);

    /// <summary>Refuses a policy under which its author could not put another one: the way to a key that nobody can manage.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocumentException.</exception>
    public async ValueTask DemandNoLockoutAsync(Call call, KmsKey key, KeyPolicy policy, CancellationToken cancellation)
    {
        var request = RequestFor(call, PutKeyPolicy, new() { Key = key, BypassPolicyLockoutSafetyCheck = false }, policy.Compiled);
        if (!(await authorizer.DecideAsync(request, cancellation)).IsAllowed) throw KmsFaults.PolicyLocksOut();
    }

    private static readonly ActionName PutKeyPolicy = KmsActions.Of("PutKeyPolicy");

    private async ValueTask DemandAsync(Call call, ActionName action, string resource, KeyAccess? access, CancellationToken cancellation)
    {
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Action = action,
            Resource = resource,
            ResourceAccount = call.Account,
            Keys = access,
            Facts = call,
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw KmsFaults.AccessDenied(decision.Denial(request));
    }

    private async ValueTask<Policy> PolicyOfAsync(KmsKey key, CancellationToken cancellation)
        => (await records.GetPolicyAsync(key, cancellation)).Value.Compiled;

    private static AccessRequest RequestFor(Call call, ActionName action, KeyAccess access, Policy policy) => new()
    {
        Caller = call.Caller,
        Action = action,
        Resource = access.Key!.Arn,
        ResourceAccount = access.Key.Account,
        ResourcePolicy = policy,
        Keys = access,
        Facts = call,
    };
}
