using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Kms.Operations;

/// <summary>Would connect a CloudHSM cluster or an external key manager. There are none, so it always ends by not finding or reaching one.</summary>
[Operation("TrentService.CreateCustomKeyStore")]
public sealed class CreateCustomKeyStore(KmsAuthorizer authorizer) : IOperation<CreateCustomKeyStore.Request, CreateCustomKeyStore.Response>
{
    private static readonly ActionName Action = KmsActions.Of("CreateCustomKeyStore");

    /// <summary>What is asked.</summary>
    public sealed record Request
    {
        /// <summary>A name of one's own.</summary>
        [Required, Length(1, 256)] public string? CustomKeyStoreName { get; init; }
        /// <summary>The cluster, for AWS_CLOUDHSM.</summary>
        [Length(19, 24), Pattern("cluster-[2-7a-zA-Z]{11,16}")] public string? CloudHsmClusterId { get; init; }
        /// <summary>The cluster's certificate in PEM, for AWS_CLOUDHSM.</summary>
        [Length(1, 5000)] public string? TrustAnchorCertificate { get; init; }
        /// <summary>The password of the cluster's kmsuser, for AWS_CLOUDHSM.</summary>
        [Length(7, 32), SecretText] public KeyMaterial? KeyStorePassword { get; init; }
        /// <summary>AWS_CLOUDHSM where nothing is said.</summary>
        public Wire<CustomKeyStoreType>? CustomKeyStoreType { get; init; }
        /// <summary>Where the proxy answers, for EXTERNAL_KEY_STORE.</summary>
        [Length(10, 128), Pattern("^https://[a-zA-Z0-9.-]+$")] public string? XksProxyUriEndpoint { get; init; }
        /// <summary>The path of its API, for EXTERNAL_KEY_STORE.</summary>
        [Length(10, 128), Pattern(@"^(/[a-zA-Z0-9\/_-]+/kms/xks/v\d{1,2})$|^(/kms/xks/v\d{1,2})$")] public string? XksProxyUriPath { get; init; }
        /// <summary>The endpoint service, for VPC_ENDPOINT_SERVICE.</summary>
        [Length(20, 64), Pattern(@"^(com|eu)\.amazonaws\.vpce\.([a-z]+-){2,3}\d+\.vpce-svc-[0-9a-z]+$")] public string? XksProxyVpcEndpointServiceName { get; init; }
        /// <summary>The account of the endpoint service.</summary>
        [Length(12, 12), Pattern("[0-9]{12}")] public string? XksProxyVpcEndpointServiceOwner { get; init; }
        /// <summary>What requests to the proxy are signed with, for EXTERNAL_KEY_STORE.</summary>
        [NotAudited] public XksProxyAuthenticationCredential? XksProxyAuthenticationCredential { get; init; }
        /// <summary>How the proxy is reached, for EXTERNAL_KEY_STORE.</summary>
        public Wire<XksProxyConnectivity>? XksProxyConnectivity { get; init; }
    }

    /// <summary>The answer, which never comes about.</summary>
    public sealed record Response(string CustomKeyStoreId);

    /// <inheritdoc/>
    public async ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        var type = request.CustomKeyStoreType?.Value ?? Kms.CustomKeyStoreType.AwsCloudHsm;
        if (type == Kms.CustomKeyStoreType.AwsCloudHsm) DemandCluster(request, type);
        else DemandProxy(request, type);
        await authorizer.DemandAsync(call, Action, cancellation);

        if (type == Kms.CustomKeyStoreType.AwsCloudHsm)
        {
            CustomKeyStores.DemandCertificate(request.TrustAnchorCertificate!);
            throw KmsFaults.CloudHsmClusterNotFound(request.CloudHsmClusterId!);
        }
        throw request.XksProxyConnectivity!.Value.Value == Kms.XksProxyConnectivity.VpcEndpointService
            ? KmsFaults.XksProxyVpcEndpointServiceNotFound(request.XksProxyVpcEndpointServiceName!)
            : KmsFaults.XksProxyUriUnreachable(request.XksProxyUriEndpoint + request.XksProxyUriPath);
    }

    private static void DemandCluster(Request request, CustomKeyStoreType type)
    {
        CustomKeyStores.DemandPresent(request.CloudHsmClusterId, "CloudHsmClusterId", type);
        CustomKeyStores.DemandPresent(request.KeyStorePassword, "KeyStorePassword", type);
        CustomKeyStores.DemandPresent(request.TrustAnchorCertificate, "TrustAnchorCertificate", type);
        CustomKeyStores.DemandAbsent(request.XksProxyUriEndpoint, "XksProxyUriEndpoint", type);
        CustomKeyStores.DemandAbsent(request.XksProxyUriPath, "XksProxyUriPath", type);
        CustomKeyStores.DemandAbsent(request.XksProxyVpcEndpointServiceName, "XksProxyVpcEndpointServiceName", type);
        CustomKeyStores.DemandAbsent(request.XksProxyVpcEndpointServiceOwner, "XksProxyVpcEndpointServiceOwner", type);
        CustomKeyStores.DemandAbsent(request.XksProxyAuthenticationCredential, "XksProxyAuthenticationCredential", type);
        CustomKeyStores.DemandAbsent(request.XksProxyConnectivity, "XksProxyConnectivity", type);
    }

    private static void DemandProxy(Request request, CustomKeyStoreType type)
    {
        CustomKeyStores.DemandPresent(request.XksProxyConnectivity, "XksProxyConnectivity", type);
        CustomKeyStores.DemandPresent(request.XksProxyUriEndpoint, "XksProxyUriEndpoint", type);
        CustomKeyStores.DemandPresent(request.XksProxyUriPath, "XksProxyUriPath", type);
        CustomKeyStores.DemandPresent(request.XksProxyAuthenticationCredential, "XksProxyAuthenticationCredential", type);
        request.XksProxyAuthenticationCredential!.Demand();
        CustomKeyStores.DemandAbsent(request.CloudHsmClusterId, "CloudHsmClusterId", type);
        CustomKeyStores.DemandAbsent(request.KeyStorePassword, "KeyStorePassword", type);
        CustomKeyStores.DemandAbsent(request.TrustAnchorCertificate, "TrustAnchorCertificate", type);
        if (request.XksProxyConnectivity!.Value.Value == Kms.XksProxyConnectivity.VpcEndpointService)
            CustomKeyStores.DemandPresent(request.XksProxyVpcEndpointServiceName, "XksProxyVpcEndpointServiceName", type);
        else if (request is not { XksProxyVpcEndpointServiceName: null, XksProxyVpcEndpointServiceOwner: null })
            throw KmsFaults.Validation("XksProxyVpcEndpointServiceName and XksProxyVpcEndpointServiceOwner are valid only with VPC_ENDPOINT_SERVICE connectivity.");
    }
}
