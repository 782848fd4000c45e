using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Kms;

/// <summary>Where a custom key store keeps its keys.</summary>
public enum CustomKeyStoreType
{
    /// <summary>In a CloudHSM cluster.</summary>
    [WireName("AWS_CLOUDHSM")] AwsCloudHsm,
    /// <summary>Behind an external key store proxy.</summary>
    [WireName("EXTERNAL_KEY_STORE")] ExternalKeyStore,
}

/// <summary>How KMS reaches an external key store proxy.</summary>
public enum XksProxyConnectivity
{
    /// <summary>Over the Internet.</summary>
    [WireName("PUBLIC_ENDPOINT")] PublicEndpoint,
    /// <summary>Through an endpoint service of a VPC.</summary>
    [WireName("VPC_ENDPOINT_SERVICE")] VpcEndpointService,
}

/// <summary>What KMS signs its requests to an external key store proxy with.</summary>
public sealed record XksProxyAuthenticationCredential
{
    /// <summary>20 to 30 capital letters and digits from 2 to 7.</summary>
    [Required, Length(20, 30), Pattern("^[A-Z2-7]+$"), NotAudited] public string? AccessKeyId { get; init; }

    /// <summary>43 to 64 characters of base64.</summary>
    [Required, Length(43, 64), SecretText] public KeyMaterial? RawSecretAccessKey { get; init; }

    /// <summary>Refuses a secret with other characters than those of base64, without making a string of it.</summary>
    /// <exception cref="FaultException">ValidationException, in the words that are used of any pattern.</exception>
    public void Demand()
    {
        using var lease = RawSecretAccessKey!.Borrow();
        if (lease.Bytes.ContainsAnyExcept(Base64))
            throw KmsFaults.Validation("1 validation error detected: Value at 'xksProxyAuthenticationCredential.rawSecretAccessKey' failed to satisfy "
                + @"constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9\/+=]+$");
    }

    private static readonly System.Buffers.SearchValues<byte> Base64 =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+="u8);
}

/// <summary>
/// The rules of custom key stores. Strongroom has none: its security module is the one place that keys live in. The operations check and
/// decide like AWS's, and answer as AWS does in an account without a custom key store, CloudHSM cluster or external key manager.
/// </summary>
public static class CustomKeyStores
{
    /// <summary>Refuses a member that does not go with the others.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandAbsent(object? value, string name, CustomKeyStoreType type)
    {
        if (value is not null) throw KmsFaults.Validation($"{name} is not valid for a custom key store of type {WireNames.NameOf(type)}.");
    }

    /// <summary>Refuses where a member is missing that goes with the others.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandPresent(object? value, string name, CustomKeyStoreType type)
    {
        if (value is null) throw KmsFaults.Validation($"{name} is required for a custom key store of type {WireNames.NameOf(type)}.");
    }

    /// <summary>Refuses a certificate that is none: PEM, from BEGIN to END.</summary>
    /// <exception cref="FaultException">IncorrectTrustAnchorException.</exception>
    public static void DemandCertificate(string certificate)
    {
        if (!System.Security.Cryptography.PemEncoding.TryFind(certificate, out var fields) || certificate[fields.Label] != "CERTIFICATE")
            throw KmsFaults.IncorrectTrustAnchor();
    }
}
