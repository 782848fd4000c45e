using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>Which wrapping goes with which key, and how long what it yields may be.</summary>
/// <remarks>Developer Guide, "Select a wrapping algorithm".</remarks>
public static class WrappingRules
{
    /// <summary>Refuses a wrapping that KMS does not offer for material of this key spec.</summary>
    /// <exception cref="FaultException">UnsupportedOperationException.</exception>
    public static void Demand(WrappingAlgorithm algorithm, WrappingKeySpec wrappingKeySpec, KeySpec keySpec)
    {
        if (algorithm == WrappingAlgorithm.Sm2Pke || wrappingKeySpec == WrappingKeySpec.Sm2)
            throw KmsFaults.Unsupported("WrappingAlgorithm SM2PKE and WrappingKeySpec SM2 are offered in China Regions only.");
        if (algorithm == WrappingAlgorithm.RsaesPkcs1V15)
            throw KmsFaults.Unsupported("WrappingAlgorithm RSAES_PKCS1_V1_5 is not supported.");
        if (IsHybrid(algorithm)) return;
        if (FitsNoOaep(keySpec, wrappingKeySpec))
            throw KmsFaults.Unsupported($"WrappingAlgorithm {WireNames.NameOf(algorithm)} with WrappingKeySpec {WireNames.NameOf(wrappingKeySpec)}"
                + $" is not supported for key material of KeySpec {KeySpecs.NameOf(keySpec)}.");
    }

    /// <summary>Refuses wrapped material of a length that the algorithm cannot have made.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandLength(WrappingAlgorithm algorithm, WrappingKeySpec wrappingKeySpec, int length)
    {
        var modulus = wrappingKeySpec switch { WrappingKeySpec.Rsa2048 => 256, WrappingKeySpec.Rsa3072 => 384, _ => 512 };
        // RFC 5649 yields whole blocks of eight bytes, at least two.
        var fits = IsHybrid(algorithm) ? length >= modulus + 16 && (length - modulus) % 8 == 0 : length == modulus;
        if (!fits) throw KmsFaults.Validation("Invalid encrypted key size.");
    }

    private static bool IsHybrid(WrappingAlgorithm algorithm)
        => algorithm is WrappingAlgorithm.RsaAesKeyWrapSha1 or WrappingAlgorithm.RsaAesKeyWrapSha256;

    // An RSA private key is longer than any modulus; P-521's PKCS #8 form is longer than what OAEP leaves of 2,048 bits. An ML-DSA key with
    // its expanded form is longer than any, and with its seed alone fits.
    private static bool FitsNoOaep(KeySpec keySpec, WrappingKeySpec wrapping) => keySpec switch
    {
        KeySpec.Rsa2048 or KeySpec.Rsa3072 or KeySpec.Rsa4096 => true,
        KeySpec.EccNistP521 => wrapping == WrappingKeySpec.Rsa2048,
        _ => false,
    };
}
