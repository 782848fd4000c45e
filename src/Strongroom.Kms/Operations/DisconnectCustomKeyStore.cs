using Strongroom.Access;
using Strongroom.Aws;

namespace Strongroom.Kms.Operations;

/// <summary>Would cut a custom key store off from its keys. There is none.</summary>
[Operation("TrentService.DisconnectCustomKeyStore")]
public sealed class DisconnectCustomKeyStore(KmsAuthorizer authorizer) : IOperation<DisconnectCustomKeyStore.Request, DisconnectCustomKeyStore.Response>
{
    private static readonly ActionName Action = KmsActions.Of("DisconnectCustomKeyStore");

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
