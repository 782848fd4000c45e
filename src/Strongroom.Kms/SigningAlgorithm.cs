using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>How a KMS key signs.</summary>
public enum SigningAlgorithm
{
    /// <summary>RSA PSS with SHA-256.</summary>
    [WireName("RSASSA_PSS_SHA_256")] RsassaPssSha256,
    /// <summary>RSA PSS with SHA-384.</summary>
    [WireName("RSASSA_PSS_SHA_384")] RsassaPssSha384,
    /// <summary>RSA PSS with SHA-512.</summary>
    [WireName("RSASSA_PSS_SHA_512")] RsassaPssSha512,
    /// <summary>RSA PKCS #1 v1.5 with SHA-256.</summary>
    [WireName("RSASSA_PKCS1_V1_5_SHA_256")] RsassaPkcs1V15Sha256,
    /// <summary>RSA PKCS #1 v1.5 with SHA-384.</summary>
    [WireName("RSASSA_PKCS1_V1_5_SHA_384")] RsassaPkcs1V15Sha384,
    /// <summary>RSA PKCS #1 v1.5 with SHA-512.</summary>
    [WireName("RSASSA_PKCS1_V1_5_SHA_512")] RsassaPkcs1V15Sha512,
    /// <summary>ECDSA with SHA-256.</summary>
    [WireName("ECDSA_SHA_256")] EcdsaSha256,
    /// <summary>ECDSA with SHA-384.</summary>
    [WireName("ECDSA_SHA_384")] EcdsaSha384,
    /// <summary>ECDSA with SHA-512.</summary>
    [WireName("ECDSA_SHA_512")] EcdsaSha512,
    /// <summary>SM2, in China only.</summary>
    [WireName("SM2DSA")] Sm2Dsa,
    /// <summary>ML-DSA (FIPS 204).</summary>
    [WireName("ML_DSA_SHAKE_256")] MlDsaShake256,
    /// <summary>Ed25519 (RFC 8032), of messages.</summary>
    [WireName("ED25519_SHA_512")] Ed25519Sha512,
    /// <summary>Ed25519ph (RFC 8032), of digests.</summary>
    [WireName("ED25519_PH_SHA_512")] Ed25519PhSha512,
}

/// <summary>What a message to sign is, as enumerated on the wire.</summary>
public enum SignedMessageType
{
    /// <summary>The message itself.</summary>
    [WireName("RAW")] Raw,
    /// <summary>Its digest.</summary>
    [WireName("DIGEST")] Digest,
    /// <summary>ML-DSA's message representative; not offered yet.</summary>
    [WireName("EXTERNAL_MU")] ExternalMu,
}

/// <summary>How an HMAC key authenticates.</summary>
public enum MacAlgorithm
{
    /// <summary>HMAC with SHA-224.</summary>
    [WireName("HMAC_SHA_224")] HmacSha224,
    /// <summary>HMAC with SHA-256.</summary>
    [WireName("HMAC_SHA_256")] HmacSha256,
    /// <summary>HMAC with SHA-384.</summary>
    [WireName("HMAC_SHA_384")] HmacSha384,
    /// <summary>HMAC with SHA-512.</summary>
    [WireName("HMAC_SHA_512")] HmacSha512,
}

/// <summary>How two parties agree on a secret.</summary>
public enum KeyAgreementAlgorithm
{
    /// <summary>ECDH, cofactor 1: the x coordinate.</summary>
    [WireName("ECDH")] Ecdh,
}

/// <summary>What a data key pair is made of.</summary>
public enum DataKeyPairSpec
{
    /// <summary>RSA, 2,048 bits.</summary>
    [WireName("RSA_2048")] Rsa2048,
    /// <summary>RSA, 3,072 bits.</summary>
    [WireName("RSA_3072")] Rsa3072,
    /// <summary>RSA, 4,096 bits.</summary>
    [WireName("RSA_4096")] Rsa4096,
    /// <summary>NIST P-256.</summary>
    [WireName("ECC_NIST_P256")] EccNistP256,
    /// <summary>NIST P-384.</summary>
    [WireName("ECC_NIST_P384")] EccNistP384,
    /// <summary>NIST P-521.</summary>
    [WireName("ECC_NIST_P521")] EccNistP521,
    /// <summary>secp256k1.</summary>
    [WireName("ECC_SECG_P256K1")] EccSecgP256K1,
    /// <summary>SM2, in China only.</summary>
    [WireName("SM2")] Sm2,
    /// <summary>Ed25519.</summary>
    [WireName("ECC_NIST_EDWARDS25519")] EccNistEdwards25519,
}
