using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Would delete a custom key store. There is none.</summary>
[Operation("TrentService.DeleteCustomKeyStore")]
public sealed class DeleteCustomKeyStore(KmsAuthorizer authorizer) : IOperation<DeleteCustomKeyStore.Request, DeleteCustomKeyStore.Response>
{
    private static readonly ActionName Action = KmsActions.Of("DeleteCustomKeyStore");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The custom key store.</summary>
        [Required, Length(1, 64)] public string? CustomKeyStoreId { get; init; }
    }

    /// <summary>The answer: an empty structure.</summary>
    public sealed record Response;

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        await authorizer.DemandAsync(call, Action, cancellation);
        throw KmsFaults.CustomKeyStoreNotFound(request.CustomKeyStoreId!);
    }
}
