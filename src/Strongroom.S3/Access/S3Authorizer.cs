using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.S3;

/// <summary>Decides every call to S3: the caller's policies and the bucket's, and the public access block over both.</summary>
public sealed class S3Authorizer(Authorizer authorizer)
{
    /// <summary>Refuses unless the caller may do this to a bucket, or to an object in it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="action">Without its prefix, such as <c>GetObject</c>.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object; null for the bucket itself.</param>
    /// <param name="access">What the request says, for conditions.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FaultException">AccessDenied.</exception>
    public async ValueTask DemandAsync(Call call, string action, Bucket bucket, string? key, S3Access? access, CancellationToken cancellation)
    {
        var request = RequestFor(call, action, bucket, key, access);
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed || IsShutOut(call, bucket)) throw Refusal(decision, request);
    }

    /// <summary>True when the caller may: for what is told only to those who may ask.</summary>
    public async ValueTask<bool> PermitsAsync(Call call, string action, Bucket bucket, string? key, CancellationToken cancellation)
        => (await authorizer.DecideAsync(RequestFor(call, action, bucket, key, null), cancellation)).IsAllowed && !IsShutOut(call, bucket);

    /// <summary>Refuses unless the caller may do this in its own account.</summary>
    /// <exception cref="FaultException">AccessDenied.</exception>
    public async ValueTask DemandAsync(Call call, string action, string resource, S3Access? access, CancellationToken cancellation)
    {
        if (call.Caller.Type == CallerType.Anonymous) throw S3Faults.AccessDenied();
        var request = new AccessRequest
        {
            Caller = call.Caller,
            Action = ActionName.Of("s3:" + action),
            Resource = resource,
            ResourceAccount = call.Account,
            Keys = (access ?? new()) with { Call = call },
            Facts = call,
        };
        var decision = await authorizer.DecideAsync(request, cancellation);
        if (!decision.IsAllowed) throw Refusal(decision, request);
    }

    private static AccessRequest RequestFor(Call call, string action, Bucket bucket, string? key, S3Access? access) => new()
    {
        Caller = call.Caller,
        Action = ActionName.Of("s3:" + action),
        Resource = key is null ? bucket.Arn : bucket.ArnOf(key),
        ResourceAccount = bucket.Account,
        ResourcePolicy = bucket.CompiledPolicy,
        Keys = (access ?? new()) with { Call = call, Bucket = bucket },
        Facts = call,
    };

    // RestrictPublicBuckets: a policy that lets everyone in lets in the owner's account only.
    private static bool IsShutOut(Call call, Bucket bucket) => bucket.PublicAccess is { RestrictPublicBuckets: true }
        && call.Account != bucket.Account && bucket.Policy is { } policy && PublicPolicy.IsPublic(policy);

    // AWS explains a refusal to the account that owns the bucket; others hear no more than that.
    private static FaultException Refusal(in Decision decision, in AccessRequest request)
    {
        if (request.Caller.Account != request.ResourceAccount) return S3Faults.AccessDenied();
        var text = decision.Denial(request).Replace($"on resource: {request.Resource}", $"on resource: \"{request.Resource}\"", StringComparison.Ordinal);
        return S3Faults.AccessDenied(text);
    }
}
