using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Kms.Operations;

/// <summary>Would change how a custom key store is reached. There is none.</summary>
[Operation("TrentService.UpdateCustomKeyStore")]
public sealed class UpdateCustomKeyStore(KmsAuthorizer authorizer) : IOperation<UpdateCustomKeyStore.Request, UpdateCustomKeyStore.Response>
{
    private static readonly ActionName Action = KmsActions.Of("UpdateCustomKeyStore");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>The custom key store.</summary>
        [Required, Length(1, 64)] public string? CustomKeyStoreId { get; init; }
        /// <summary>Its new name.</summary>
        [Length(1, 256)] public string? NewCustomKeyStoreName { get; init; }
        /// <summary>The password that the cluster's kmsuser has now.</summary>
        [Length(7, 32), SecretText] public KeyMaterial? KeyStorePassword { get; init; }
        /// <summary>A related cluster.</summary>
        [Length(19, 24), Pattern("cluster-[2-7a-zA-Z]{11,16}")] public string? CloudHsmClusterId { get; init; }
        /// <summary>Where the proxy answers now.</summary>
        [Length(10, 128), Pattern("^https://[a-zA-Z0-9.-]+$")] public string? XksProxyUriEndpoint { get; init; }
        /// <summary>The path of its API now.</summary>
        [Length(10, 128), Pattern(@"^(/[a-zA-Z0-9\/_-]+/kms/xks/v\d{1,2})$|^(/kms/xks/v\d{1,2})$")] public string? XksProxyUriPath { get; init; }
        /// <summary>The endpoint service.</summary>
        [Length(20, 64), Pattern(@"^(com|eu)\.amazonaws\.vpce\.([a-z]+-){2,3}\d+\.vpce-svc-[0-9a-z]+$")] public string? XksProxyVpcEndpointServiceName { get; init; }
        /// <summary>The account of the endpoint service.</summary>
        [Length(12, 12), Pattern("[0-9]{12}")] public string? XksProxyVpcEndpointServiceOwner { get; init; }
        /// <summary>What requests to the proxy are signed with.</summary>
        [NotAudited] public XksProxyAuthenticationCredential? XksProxyAuthenticationCredential { get; init; }
        /// <summary>How the proxy is reached.</summary>
        public Wire<XksProxyConnectivity>? XksProxyConnectivity { get; init; }
    }

    /// <summary>The answer: an empty structure.</summary>
    public sealed record Response;

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        request.XksProxyAuthenticationCredential?.Demand();
        await authorizer.DemandAsync(call, Action, cancellation);
        throw KmsFaults.CustomKeyStoreNotFound(request.CustomKeyStoreId!);
    }
}
