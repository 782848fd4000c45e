using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Ends a grant when its work is done: by its retiring principal, by a grantee that it permits to, or by the key's account.</summary>
[Operation("TrentService.RetireGrant")]
public sealed class RetireGrant(KeyStore keys, GrantStore grants, GrantTokens tokens, KmsAuthorizer authorizer) : IOperation<RetireGrant.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("RetireGrant");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The grant, by the token that CreateGrant gave.</summary>
        [Length(1, 8192), NotAudited] public string? GrantToken { get; init; }
        /// <summary>Key ARN, with GrantId.</summary>
        [Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The grant, with KeyId.</summary>
        [Length(1, 128)] public string? GrantId { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var (keyId, grantId) = request switch
        {
            { GrantToken: { } token } => tokens.Open(token),
            { KeyId: { } arn, GrantId: { } id } => (arn, id),
            _ => throw KmsFaults.Validation("To retire a grant, you must specify a GrantToken, or a KeyId and a GrantId."),
        };
        KmsGrant.DemandId(grantId);
        var key = (await keys.GetByIdAsync(call, keyId, cancellation)).Value;
        call.Touch(key.Account, "AWS::KMS::Key", key.Arn);
        var grant = await grants.FindAsync(key, grantId, cancellation) ?? throw KmsFaults.GrantNotFound(grantId);
        if (!MayRetire(grant.Value, key, call.Caller)) await authorizer.DemandWithoutPolicyAsync(call, Action, key, cancellation);
        if (request.DryRun == true) throw KmsFaults.DryRun();
        await grants.StageDeleteAsync(call.Changes, key, grant, cancellation);
        return default;
    }

    private static bool MayRetire(KmsGrant grant, KmsKey key, Caller caller)
        => Is(grant.RetiringPrincipal, grant.RetiringId, caller)
            || (grant.Operations.Contains("RetireGrant") && Is(grant.GranteePrincipal, grant.GranteeId, caller))
            || (caller.Type == CallerType.Root && caller.Account == key.Account);

    private static bool Is(string? principal, string? id, Caller caller)
        => principal is not null && (id is null || caller.Is(id))
            && (principal == caller.Arn || principal == caller.RoleArn || principal == caller.FederatedBy || principal == caller.ServiceName);
}
