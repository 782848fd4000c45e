using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Points an alias to another KMS key of the same kind and usage.</summary>
[Operation("TrentService.UpdateAlias")]
public sealed class UpdateAlias(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer, KmsQuotas quotas) : IOperation<UpdateAlias.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("UpdateAlias");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The alias, with its prefix.</summary>
        [Required, Length(1, 256), Pattern("^[a-zA-Z0-9:/_-]+$")] public string? AliasName { get; init; }
        /// <summary>Key id or key ARN of the new target.</summary>
        [Required, Length(1, 2048)] public string? TargetKeyId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var name = request.AliasName!;
        Alias.DemandCustomerName(name);
        var target = await keys.GetAliasTargetAsync(call, request.TargetKeyId!, cancellation);
        await authorizer.DemandAliasAsync(call, Action, name, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = target.Value }, cancellation);
        var alias = await records.FindAsync(Alias.Records, Alias.RecordKeyOf(call.Account, call.Region, name), cancellation)
            ?? throw KmsFaults.AliasNotFound(Alias.ArnOf(call.Account, call.Region, name));
        target.Value.Demand(KeyAction.ChangeMetadata);

        var current = await keys.FindAsync(call, call.Account, alias.Value.TargetKeyId, cancellation);
        if (current is not null)
        {
            await authorizer.DemandAsync(call, Action, new() { Key = current.Value }, cancellation);
            DemandSameKind(current.Value, target.Value);
        }
        if (alias.Value.TargetKeyId != target.Value.KeyId)
        {
            quotas.DemandRoomForAlias(target.Value);
            if (current is not null) call.Changes.Replace(KmsKey.Records, current, current.Value.WithoutAlias(name));
            call.Changes.Replace(KmsKey.Records, target, target.Value.WithAlias(name));
        }
        call.Changes.Replace(Alias.Records, alias, alias.Value with { TargetKeyId = target.Value.KeyId, LastUpdatedDate = call.Time });
        return default;
    }

    private static void DemandSameKind(KmsKey current, KmsKey target)
    {
        if (KindOf(current.KeySpec) != KindOf(target.KeySpec) || current.KeyUsage != target.KeyUsage)
            throw KmsFaults.Validation("Aliases can be updated only between KMS keys of the same type and key usage.");
    }

    // Symmetric, HMAC or asymmetric: the types that UpdateAlias tells apart.
    private static int KindOf(KeySpec spec) => spec switch
    {
        KeySpec.SymmetricDefault => 0,
        KeySpec.Hmac224 or KeySpec.Hmac256 or KeySpec.Hmac384 or KeySpec.Hmac512 => 1,
        _ => 2,
    };
}
