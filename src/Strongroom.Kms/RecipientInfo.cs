using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>A Nitro enclave that the answer should be encrypted to. There are none outside AWS, so it is refused rather than ignored.</summary>
public sealed record RecipientInfo
{
    /// <summary>How to encrypt to the enclave's key.</summary>
    public Wire<KeyEncryptionMechanism>? KeyEncryptionAlgorithm { get; init; }

    /// <summary>The enclave's attestation.</summary>
    [Length(1, 262144)] public byte[]? AttestationDocument { get; init; }

    /// <summary>Refuses a recipient: answering in the clear what was asked for in ciphertext would be worse.</summary>
    public static void Refuse(RecipientInfo? recipient)
    {
        if (recipient is not null) throw KmsFaults.Unsupported("Attested recipients (AWS Nitro Enclaves) are not supported.");
    }
}

/// <summary>How an answer is encrypted to an enclave.</summary>
public enum KeyEncryptionMechanism
{
    /// <summary>RSA OAEP with SHA-256.</summary>
    [WireName("RSAES_OAEP_SHA_256")] RsaesOaepSha256,
}
