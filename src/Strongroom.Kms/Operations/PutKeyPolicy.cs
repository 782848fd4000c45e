using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Replaces the policy of a KMS key.</summary>
[Operation("TrentService.PutKeyPolicy")]
public sealed class PutKeyPolicy(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer, IPrincipalIds principals)
    : IOperation<PutKeyPolicy.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("PutKeyPolicy");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Only <c>default</c>.</summary>
        [Length(1, 128), Pattern(@"[\w]+")] public string? PolicyName { get; init; }
        /// <summary>The policy, at most 32 KiB.</summary>
        [Required, Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }
        /// <summary>Allows a policy that locks its author out.</summary>
        public bool? BypassPolicyLockoutSafetyCheck { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        if (request.PolicyName is not (null or KeyPolicy.Name)) throw KmsFaults.NoSuchPolicy();
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key, BypassPolicyLockoutSafetyCheck = request.BypassPolicyLockoutSafetyCheck ?? false }, cancellation);
        var policy = await KeyPolicy.ParseAsync(request.Policy!, principals, cancellation);
        if (request.BypassPolicyLockoutSafetyCheck != true) await authorizer.DemandNoLockoutAsync(call, key, policy, cancellation);
        call.Changes.Replace(KeyPolicy.Records, await records.GetPolicyAsync(key, cancellation), policy);
        return default;
    }
}
