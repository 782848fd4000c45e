using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Takes a name away from a KMS key; the key stays.</summary>
[Operation("TrentService.DeleteAlias")]
public sealed class DeleteAlias(Storage.Records records, KeyStore keys, KmsAuthorizer authorizer) : IOperation<DeleteAlias.Request, Unit>
{
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
        authorizer.DemandAlias(call, "kms:DeleteAlias", call.Account, name);
        var alias = await records.FindAsync(Alias.Records, Alias.RecordKeyOf(call.Account, call.Region, name), cancellation)
            ?? throw KmsFaults.AliasNotFound(Alias.ArnOf(call.Account, call.Region, name));
        if (await keys.FindAsync(call, call.Account, alias.Value.TargetKeyId, cancellation) is { } key)
        {
            authorizer.Demand(call, "kms:DeleteAlias", key.Value);
            call.Changes.Replace(KmsKey.Records, key, key.Value.WithoutAlias(name));
        }
        call.Changes.Delete(Alias.Records, alias);
        return default;
    }
}
