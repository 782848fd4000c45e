using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Gives a KMS key a second name.</summary>
[Operation("TrentService.CreateAlias")]
public sealed class CreateAlias(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer, KmsQuotas quotas) : IOperation<CreateAlias.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("CreateAlias");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary><c>alias/</c> and 1 to 250 letters, digits, slashes, underscores and dashes.</summary>
        [Required, Length(1, 256), Pattern("^[a-zA-Z0-9:/_-]+$")] public string? AliasName { get; init; }
        /// <summary>Key id or key ARN.</summary>
        [Required, Length(1, 2048)] public string? TargetKeyId { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var name = request.AliasName!;
        Alias.DemandCustomerName(name);
        var stored = await keys.GetAliasTargetAsync(call, request.TargetKeyId!, cancellation);
        var key = stored.Value;
        await authorizer.DemandAliasAsync(call, Action, name, cancellation);
        await authorizer.DemandAsync(call, Action, new() { Key = key }, cancellation);
        var recordKey = Alias.RecordKeyOf(call.Account, call.Region, name);
        if (await records.FindAsync(Alias.Records, recordKey, cancellation) is not null)
            throw KmsFaults.AliasExists(Alias.ArnOf(call.Account, call.Region, name));
        key.Demand(KeyAction.ChangeMetadata);
        quotas.DemandRoomForAlias(key);

        call.Changes.Create(Alias.Records, recordKey,
            new Alias { AliasName = name, TargetKeyId = key.KeyId, CreationDate = call.Time, LastUpdatedDate = call.Time });
        call.Changes.Replace(KmsKey.Records, stored, key.WithAlias(name));
        return default;
    }
}
