using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What kind of key material a KMS key has (AWS's KeySpec).</summary>
public enum KeySpec
{
    /// <summary>AES-256-GCM.</summary>
    [WireName("SYMMETRIC_DEFAULT")] SymmetricDefault,
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
    /// <summary>HMAC with SHA-224.</summary>
    [WireName("HMAC_224")] Hmac224,
    /// <summary>HMAC with SHA-256.</summary>
    [WireName("HMAC_256")] Hmac256,
    /// <summary>HMAC with SHA-384.</summary>
    [WireName("HMAC_384")] Hmac384,
    /// <summary>HMAC with SHA-512.</summary>
    [WireName("HMAC_512")] Hmac512,
    /// <summary>SM2, offered by AWS in China only; refused here.</summary>
    [WireName("SM2")] Sm2,
    /// <summary>ML-DSA-44 (FIPS 204).</summary>
    [WireName("ML_DSA_44")] MlDsa44,
    /// <summary>ML-DSA-65 (FIPS 204).</summary>
    [WireName("ML_DSA_65")] MlDsa65,
    /// <summary>ML-DSA-87 (FIPS 204).</summary>
    [WireName("ML_DSA_87")] MlDsa87,
    /// <summary>Ed25519 (RFC 8032).</summary>
    [WireName("ECC_NIST_EDWARDS25519")] EccNistEdwards25519,
}

/// <summary>What a KMS key may be used for. A key has exactly one usage, for life.</summary>
public enum KeyUsage
{
    /// <summary>Sign and Verify.</summary>
    [WireName("SIGN_VERIFY")] SignVerify,
    /// <summary>Encrypt, Decrypt, and for symmetric keys the data-key operations.</summary>
    [WireName("ENCRYPT_DECRYPT")] EncryptDecrypt,
    /// <summary>GenerateMac and VerifyMac.</summary>
    [WireName("GENERATE_VERIFY_MAC")] GenerateVerifyMac,
    /// <summary>DeriveSharedSecret.</summary>
    [WireName("KEY_AGREEMENT")] KeyAgreement,
}

/// <summary>Where a key's material comes from.</summary>
public enum KeyOrigin
{
    /// <summary>Made inside the security module.</summary>
    [WireName("AWS_KMS")] AwsKms,
    /// <summary>Imported by its owner.</summary>
    [WireName("EXTERNAL")] External,
    /// <summary>In a CloudHSM custom key store.</summary>
    [WireName("AWS_CLOUDHSM")] AwsCloudHsm,
    /// <summary>In an external key store.</summary>
    [WireName("EXTERNAL_KEY_STORE")] ExternalKeyStore,
}

/// <summary>The state of a KMS key, which decides what may be done with it.</summary>
public enum KeyState
{
    /// <summary>Ready.</summary>
    [WireName("Enabled")] Enabled,
    /// <summary>Switched off by its owner.</summary>
    [WireName("Disabled")] Disabled,
    /// <summary>To be deleted when its waiting period ends.</summary>
    [WireName("PendingDeletion")] PendingDeletion,
    /// <summary>Waits for key material.</summary>
    [WireName("PendingImport")] PendingImport,
    /// <summary>A primary waits for its replicas to be deleted.</summary>
    [WireName("PendingReplicaDeletion")] PendingReplicaDeletion,
    /// <summary>Its custom key store is disconnected.</summary>
    [WireName("Unavailable")] Unavailable,
    /// <summary>A replica in the making.</summary>
    [WireName("Creating")] Creating,
    /// <summary>Its primary region is moving.</summary>
    [WireName("Updating")] Updating,
}

/// <summary>Who manages a key.</summary>
public enum KeyManager
{
    /// <summary>One of Strongroom's services, under an alias <c>alias/aws/…</c>.</summary>
    [WireName("AWS")] Aws,
    /// <summary>The account.</summary>
    [WireName("CUSTOMER")] Customer,
}

/// <summary>What brought a key material in.</summary>
public enum RotationType
{
    /// <summary>The yearly schedule.</summary>
    [WireName("AUTOMATIC")] Automatic,
    /// <summary>RotateKeyOnDemand.</summary>
    [WireName("ON_DEMAND")] OnDemand,
}
