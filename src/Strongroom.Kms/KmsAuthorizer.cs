using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>Decides every use of a KMS key, before anything of the key's state is told: the key policy is the root of trust, IAM counts where it says so.</summary>
public sealed class KmsAuthorizer(Records records, GrantStore grants, GrantTokens tokens, Authorizer authorizer)
{
    /// <summary>Refuses unless the caller may do <paramref name="action"/> with the key of <paramref name="access"/>.</summary>
    /// <exception cref="FaultException">AccessDeniedException, or InvalidGrantTokenException.</exception>
    /// <returns>The decision: what it rests on matters where a grant makes grants.</returns>
    public async ValueTask<Decision> DemandAsync(Call call, ActionName action, KeyAccess access, CancellationToken cancellation)
    {
        var key = access.Key!;
        call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        var request = await RequestForAsync(call, action, access, cancellation);
        var decision = await authorizer.DecideAsync(request, cancellation);
        return decision.IsAllowed ? decision : throw KmsFaults.AccessDenied(decision.Denial(request));
    }

    /// <summary>Refuses unless IAM alone lets the caller do <paramref name="action"/>: key policies have no say in retiring grants.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandWithoutPolicyAsync(Call call, ActionName action, KmsKey key, CancellationToken cancellation)
        => DemandAsync(call, action, key.Arn, key.Account, new() { Key = key }, cancellation);

    /// <summary>True when the caller may; for Decrypt, whose refusal must not tell a missing key from a forbidden one.</summary>
    public async ValueTask<bool> PermitsAsync(Call call, ActionName action, KeyAccess access, CancellationToken cancellation)
    {
        var request = await RequestForAsync(call, action, access, cancellation);
        return (await authorizer.DecideAsync(request, cancellation)).IsAllowed;
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/> with an alias. Aliases have no policy: IAM alone decides.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAliasAsync(Call call, ActionName action, string aliasName, CancellationToken cancellation)
    {
        var arn = Alias.ArnOf(call.Account, call.Region, aliasName);
        call.Touch(call.Account, "AWS::KMS::Alias", arn);
        return DemandAsync(call, action, arn, call.Account, null, cancellation);
    }

    /// <summary>Refuses unless the caller may do <paramref name="action"/>, which concerns no one key.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public ValueTask DemandAsync(Call call, ActionName action, CancellationToken cancellation, KeyAccess? access = null)
        => DemandAsync(call, action, "*", call.Account, access, cancellation);

    /// <summary>Refuses unless the caller may make <paramref name="key"/>, in the region that it will be in, with the tags that it will have.</summary>
    /// <exception cref="FaultException">AccessDeniedException.</exception>
    public async ValueTask DemandCreateAsync(Call call, KmsKey key, bool bypassesLockoutCheck, CancellationToken cancellation)
    {
        var facts = key.Region == call.Region ? (ICallFacts)call : new FactsInRegion(call, key.Region);
        var access = new KeyAccess { NewKey = key, RequestTags = key.Tags, BypassPolicyLockoutSafetyCheck = bypassesLockoutCheck };
        await DemandAsync(call, CreateKey, "*", call.Account, access, cancellation, facts);
        if (key.Tags.Count > 0) await DemandAsync(call, TagResource, "*", call.Account, access, cancellation, facts);
    }

    /// <summary>Refuses a policy under which its author could not put another one: the way to a key that nobody can manage.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocumentException.</exception>
    public async ValueTask DemandNoLockoutAsync(Call call, KmsKey key, KeyPolicy policy, CancellationToken cancellation)
    {
        var request = RequestFor(call, PutKeyPolicy, new() { Key = key, BypassPolicyLockoutSafetyCheck = false }, policy.Compiled);
        if (!(await authorizer.DecideAsync(request, cancellation)).IsAllowed) throw KmsFaults.PolicyLocksOut();
    }

    private static readonly ActionName PutKeyPolicy = KmsActions.Of("PutKeyPolicy");
    private static readonly ActionName CreateKey = KmsActions.Of("CreateKey");
    private static readonly ActionName TagResource = KmsActions.Of("TagResource");

    private async ValueTask DemandAsync(Call call, ActionName action, string resource, string owner, KeyAccess? access, CancellationToken cancellation,
        ICallFacts? facts = null)
    {
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Action = action,
            Resource = resource,
            ResourceAccount = owner,
            Keys = access,
            Facts = facts ?? call,
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw KmsFaults.AccessDenied(decision.Denial(request));
    }

    private async ValueTask<AccessRequest> RequestForAsync(Call call, ActionName action, KeyAccess access, CancellationToken cancellation)
    {
        tokens.Demand(access.GrantTokens);
        var policy = (await records.GetPolicyAsync(access.Key!, cancellation)).Value.Compiled;
        return RequestFor(call, action, access, policy) with { Grants = await grants.FindForAsync(access.Key!, call.Caller, cancellation) };
    }

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

/// <summary>A call as it would have come to another region.</summary>
internal sealed class FactsInRegion(ICallFacts call, string region) : ICallFacts
{
    public string SourceAddress => call.SourceAddress;

    public bool Tls => call.Tls;

    public DateTimeOffset Time => call.Time;

    public string Region => region;

    public string? UserAgent => call.UserAgent;

    public string? ViaService => call.ViaService;
}
