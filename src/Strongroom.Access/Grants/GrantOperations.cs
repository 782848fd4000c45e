namespace Strongroom.Access;

/// <summary>The operations that a grant can name, with AWS's names.</summary>
[Flags]
public enum GrantOperations
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Decrypt.</summary>
    Decrypt = 1 << 0,

    /// <summary>Encrypt.</summary>
    Encrypt = 1 << 1,

    /// <summary>GenerateDataKey.</summary>
    GenerateDataKey = 1 << 2,

    /// <summary>GenerateDataKeyWithoutPlaintext.</summary>
    GenerateDataKeyWithoutPlaintext = 1 << 3,

    /// <summary>ReEncryptFrom.</summary>
    ReEncryptFrom = 1 << 4,

    /// <summary>ReEncryptTo.</summary>
    ReEncryptTo = 1 << 5,

    /// <summary>Sign.</summary>
    Sign = 1 << 6,

    /// <summary>Verify.</summary>
    Verify = 1 << 7,

    /// <summary>GetPublicKey.</summary>
    GetPublicKey = 1 << 8,

    /// <summary>CreateGrant.</summary>
    CreateGrant = 1 << 9,

    /// <summary>RetireGrant.</summary>
    RetireGrant = 1 << 10,

    /// <summary>DescribeKey.</summary>
    DescribeKey = 1 << 11,

    /// <summary>GenerateDataKeyPair.</summary>
    GenerateDataKeyPair = 1 << 12,

    /// <summary>GenerateDataKeyPairWithoutPlaintext.</summary>
    GenerateDataKeyPairWithoutPlaintext = 1 << 13,

    /// <summary>GenerateMac.</summary>
    GenerateMac = 1 << 14,

    /// <summary>VerifyMac.</summary>
    VerifyMac = 1 << 15,

    /// <summary>DeriveSharedSecret.</summary>
    DeriveSharedSecret = 1 << 16,
}
