using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Takes a name away from a KMS key; the key stays.</summary>
[Operation("TrentService.DeleteAlias")]
public sealed class DeleteAlias(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer) : IOperation<DeleteAlias.Request, Unit>
{
    private static readonly ActionName Action = KmsActions.Of("DeleteAlias");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The alias, with its prefix.</summary>
        [Required, Length(1, 256), Pattern("^[a-zA-Z0-9:/_-]+$")] public string? AliasName { get; init; }
    }

    /// <inheritdoc/>
    public async ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var name = request.AliasName!;
        Alias.DemandCustomerName(name);
        await authorizer.DemandAliasAsync(call, Action, name, cancellation);
        var alias = await records.FindAsync(Alias.Records, Alias.RecordKeyOf(call.Account, call.Region, name), cancellation)
            ?? throw KmsFaults.AliasNotFound(Alias.ArnOf(call.Account, call.Region, name));
        if (await keys.FindAsync(call, call.Account, alias.Value.TargetKeyId, cancellation) is { } key)
        {
            await authorizer.DemandAsync(call, Action, new() { Key = key.Value }, cancellation);
            call.Changes.Replace(KmsKey.Records, key, key.Value.WithoutAlias(name));
        }
        call.Changes.Delete(Alias.Records, alias);
        return default;
    }
}
