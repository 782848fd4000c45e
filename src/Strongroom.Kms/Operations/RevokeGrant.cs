using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Takes a grant back: from the answer on, it permits nothing.</summary>
[Operation("TrentService.RevokeGrant")]
public sealed class RevokeGrant(KeyStore keys, GrantStore grants, KmsAuthorizer authorizer) : IOperation<RevokeGrant.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("RevokeGrant");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? KeyId { get; init; }
        /// <summary>The grant.</summary>
        [Required, Length(1, 128)] public string? GrantId { get; init; }
        /// <summary>Only decide.</summary>
        public bool? DryRun { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        KmsGrant.DemandId(request.GrantId!);
        var key = (await keys.GetByIdAsync(call, request.KeyId!, cancellation)).Value;
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var grant = await grants.FindAsync(key, request.GrantId!, cancellation) ?? throw KmsFaults.GrantNotFound(request.GrantId!);
        if (request.DryRun == true) throw KmsFaults.DryRun();
        await grants.StageDeleteAsync(call.Changes, key, grant, cancellation);
        return default;
    }
}
