using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Would connect a custom key store to its keys. There is none.</summary>
[Operation("TrentService.ConnectCustomKeyStore")]
public sealed class ConnectCustomKeyStore(KmsAuthorizer authorizer) : IOperation<ConnectCustomKeyStore.Request, ConnectCustomKeyStore.Response>
{
    private static readonly ActionName Action = KmsActions.Of("ConnectCustomKeyStore");

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
