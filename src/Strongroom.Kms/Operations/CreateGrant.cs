using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Kms.Operations;

/// <summary>Permits one principal to use a KMS key in certain ways.</summary>
[Operation("TrentService.CreateGrant")]
public sealed class CreateGrant(KeyStore keys, GrantStore grants, GrantTokens tokens, KmsAuthorizer authorizer, KmsQuotas quotas, IPrincipalIds principals)
    : IOperation<CreateGrant.Request, CreateGrant.Response>
{
    private static readonly ActionName Action = KmsActions.Of("CreateGrant");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>Whom it permits: the ARN of a user, role, session or account, or a service's name.</summary>
        [Required, Length(1, 256), Pattern(@"^[\w+=,.@:/-]+$")] public string? GranteePrincipal { get; init; }
        /// <summary>Who may retire it.</summary>
        [Length(1, 256), Pattern(@"^[\w+=,.@:/-]+$")] public string? RetiringPrincipal { get; init; }
        /// <summary>What it permits.</summary>
        [Required] public IReadOnlyList<Wire<GrantOperation>>? Operations { get; init; }
        /// <summary>The encryption context that it insists on.</summary>
        public GrantConstraintsMember? Constraints { get; init; }
        /// <summary>Proofs of fresh grants.</summary>
        [Length(0, 10), ElementLength(1, 8192), NotAudited] public IReadOnlyList<string>? GrantTokens { get; init; }
        /// <summary>Makes the call repeatable: the same name with the same parameters is the same grant.</summary>
        [Length(1, 256), Pattern("^[a-zA-Z0-9:/_-]+$")] public string? Name { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>The answer.</summary>
    public sealed record Response([property: NotAudited] string GrantToken, string GrantId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var stored = await keys.GetByIdAsync(call, request.KeyId!, cancellation);
        var key = stored.Value;
        var grant = Draft(request, call, key) with
        {
            GranteeId = await principals.FindIdAsync(request.GranteePrincipal!, cancellation),
            RetiringId = request.RetiringPrincipal is { } retiring ? await principals.FindIdAsync(retiring, cancellation) : null,
        };
        var decision = await authorizer.DemandAsync(call, Action, AccessOf(request, grant, key, call), cancellation);
        GrantRules.Demand(grant, key);
        key.Demand(KeyAction.CreateGrant);

        // Whoever may make grants only by a grant can give away no more than that grant has.
        if (decision.Grant is { } parent && !parent.Covers(grant.ForDecisions.Operations, grant.ForDecisions.Constraints))
            throw KmsFaults.AccessDenied(GrantRules.WiderThanParent(call, key));

        var existing = await grants.OfGranteeAsync(key, grant.GranteePrincipal, cancellation);
        var same = existing?.Value.Grants.FirstOrDefault(grant.IsSameAs);
        if (same is null) await quotas.DemandRoomForGrantAsync(key, cancellation);
        if (request.DryRun == true) throw KmsFaults.DryRun();
        if (same is not null) return new(tokens.Seal(same), same.GrantId);

        GrantStore.StageCreate(call.Changes, stored, grant, existing);
        return new(tokens.Seal(grant), grant.GrantId);
    }

    private static KmsGrant Draft(Request request, Call call, KmsKey key)
    {
        Span<byte> id = stackalloc byte[32];
        RandomBytes.Fill(id);
        return new()
        {
            GrantId = Convert.ToHexStringLower(id),
            Account = key.Account,
            Region = key.Region,
            KeyId = key.KeyId,
            Name = request.Name,
            CreationDate = call.Time,
            GranteePrincipal = request.GranteePrincipal!,
            RetiringPrincipal = request.RetiringPrincipal,
            IssuingAccount = $"arn:aws:iam::{call.Account}:root",
            Operations = [.. request.Operations!.Select(static operation => operation.Text).Distinct()],
            EncryptionContextEquals = request.Constraints?.EncryptionContextEquals,
            EncryptionContextSubset = request.Constraints?.EncryptionContextSubset,
        };
    }

    private static KeyAccess AccessOf(Request request, KmsGrant grant, KmsKey key, Call call) => new()
    {
        Key = key,
        GrantTokens = request.GrantTokens,
        Grant = new(grant.Operations, grant.GranteePrincipal, grant.RetiringPrincipal,
            grant.EncryptionContextEquals is not null ? "EncryptionContextEquals" : grant.EncryptionContextSubset is not null ? "EncryptionContextSubset" : null,
            IsForAwsResource: call.ViaService is not null),
    };
}
