using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Makes a replica of a multi-Region primary key in another region: what one encrypts, the other opens.</summary>
[Operation("TrentService.ReplicateKey")]
public sealed class ReplicateKey(KeyStore keys, KmsAuthorizer authorizer, KeyReplication replication, IPrincipalIds principals)
    : IOperation<ReplicateKey.Request, ReplicateKey.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ReplicateKey");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN of a primary.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Where the replica shall be.</summary>
        [Required, Length(1, 32), Pattern(@"^([a-z]+-){2,3}\d+$")] public string? ReplicaRegion { get; init; }
        /// <summary>The replica's policy; the default one where none is given.</summary>
        [Length(1, 131072), Pattern(@"[\u0009\u000A\u000D\u0020-\u00FF]+")] public string? Policy { get; init; }
        /// <summary>Allows a policy that locks its author out.</summary>
        public bool? BypassPolicyLockoutSafetyCheck { get; init; }
        /// <summary>0 to 8,192 characters.</summary>
        [Length(0, 8192)] public string? Description { get; init; }
        /// <summary>At most 50.</summary>
        public IReadOnlyList<KeyTagMember>? Tags { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response(KeyMetadata ReplicaKeyMetadata, string ReplicaPolicy, IReadOnlyList<KeyTag> ReplicaTags);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var tags = KeyTags.Parse(request.Tags, []);
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var primary = stored.Value;
        await authorizer.DemandAsync(call, Action, new() { Key = primary, ReplicaRegion = request.ReplicaRegion }, cancellation);
        primary.DemandPrimary();
        primary.Demand(KeyAction.Replicate);
        replication.DemandFree(primary, request.ReplicaRegion!);

        var replica = KeyReplication.ReplicaOf(primary, request.ReplicaRegion!, request.Description ?? "", tags, call.Time);
        await authorizer.DemandCreateAsync(call, replica, request.BypassPolicyLockoutSafetyCheck ?? false, cancellation);
        var policy = await KeyPolicy.ForNewKeyAsync(call, replica, request.Policy, request.BypassPolicyLockoutSafetyCheck == true, principals, authorizer, cancellation);
        await replication.StageAsync(call, stored, replica, policy, cancellation);
        return new(KeyMetadata.Of(replica), policy.Policy, tags);
    }
}
