using System.Collections.Frozen;

namespace Strongroom.Cryptography;

/// <summary>What kind of key material a key spec of AWS KMS means.</summary>
public enum KeyKind
{
    /// <summary>A 256-bit symmetric key.</summary>
    Symmetric,

    /// <summary>HMAC with SHA-224, a key of 28 bytes.</summary>
    Hmac224,

    /// <summary>HMAC with SHA-256, a key of 32 bytes.</summary>
    Hmac256,

    /// <summary>HMAC with SHA-384, a key of 48 bytes.</summary>
    Hmac384,

    /// <summary>HMAC with SHA-512, a key of 64 bytes.</summary>
    Hmac512,

    /// <summary>RSA, 2,048 bits.</summary>
    Rsa2048,

    /// <summary>RSA, 3,072 bits.</summary>
    Rsa3072,

    /// <summary>RSA, 4,096 bits.</summary>
    Rsa4096,

    /// <summary>NIST P-256.</summary>
    P256,

    /// <summary>NIST P-384.</summary>
    P384,

    /// <summary>NIST P-521.</summary>
    P521,

    /// <summary>SECG P-256k1.</summary>
    Secp256k1,

    /// <summary>Edwards 25519.</summary>
    Ed25519,

    /// <summary>ML-DSA-44.</summary>
    MlDsa44,

    /// <summary>ML-DSA-65.</summary>
    MlDsa65,

    /// <summary>ML-DSA-87.</summary>
    MlDsa87,
}

/// <summary>AWS's names of key kinds, and what follows from a kind.</summary>
public static class KeyKinds
{
    private static readonly FrozenDictionary<string, KeyKind> ByName = new Dictionary<string, KeyKind>
    {
        ["SYMMETRIC_DEFAULT"] = KeyKind.Symmetric,
        ["HMAC_224"] = KeyKind.Hmac224,
        ["HMAC_256"] = KeyKind.Hmac256,
        ["HMAC_384"] = KeyKind.Hmac384,
        ["HMAC_512"] = KeyKind.Hmac512,
        ["RSA_2048"] = KeyKind.Rsa2048,
        ["RSA_3072"] = KeyKind.Rsa3072,
        ["RSA_4096"] = KeyKind.Rsa4096,
        ["ECC_NIST_P256"] = KeyKind.P256,
        ["ECC_NIST_P384"] = KeyKind.P384,
        ["ECC_NIST_P521"] = KeyKind.P521,
        ["ECC_SECG_P256K1"] = KeyKind.Secp256k1,
        ["ECC_NIST_EDWARDS25519"] = KeyKind.Ed25519,
        ["ML_DSA_44"] = KeyKind.MlDsa44,
        ["ML_DSA_65"] = KeyKind.MlDsa65,
        ["ML_DSA_87"] = KeyKind.MlDsa87,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kind of a key spec such as <c>ECC_NIST_P256</c>; null if it is none that is supported.</summary>
    public static KeyKind? Find(string keySpec) => ByName.TryGetValue(keySpec, out var kind) ? kind : null;

    /// <summary>The modulus in bits, or 0 where the kind is not RSA.</summary>
    public static int RsaBits(this KeyKind kind) => kind switch
    {
        KeyKind.Rsa2048 => 2048,
        KeyKind.Rsa3072 => 3072,
        KeyKind.Rsa4096 => 4096,
        _ => 0,
    };

    /// <summary>Bytes of a key that is only bytes; 0 for a key pair.</summary>
    public static int SecretLength(this KeyKind kind) => kind switch
    {
        KeyKind.Symmetric or KeyKind.Hmac256 => 32,
        KeyKind.Hmac224 => 28,
        KeyKind.Hmac384 => 48,
        KeyKind.Hmac512 => 64,
        _ => 0,
    };

    /// <summary>True for a private key with a public half.</summary>
    public static bool IsKeyPair(this KeyKind kind) => kind.SecretLength() == 0;

    /// <summary>True for the curves that ECDSA and ECDH know.</summary>
    public static bool IsEllipticCurve(this KeyKind kind) => kind is KeyKind.P256 or KeyKind.P384 or KeyKind.P521 or KeyKind.Secp256k1;

    /// <summary>True for ML-DSA of any size.</summary>
    public static bool IsMlDsa(this KeyKind kind) => kind is KeyKind.MlDsa44 or KeyKind.MlDsa65 or KeyKind.MlDsa87;
}
