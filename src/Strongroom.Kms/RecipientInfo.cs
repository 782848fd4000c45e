namespace Strongroom.Kms;

/// <summary>A Nitro enclave that the answer should be encrypted to. There are none outside AWS, so it is refused rather than ignored.</summary>
public sealed record RecipientInfo
{
    /// <summary>How to encrypt to the enclave's key.</summary>
    public string? KeyEncryptionAlgorithm { get; init; }

    /// <summary>The enclave's attestation.</summary>
    public byte[]? AttestationDocument { get; init; }

    /// <summary>Refuses a recipient: answering in the clear what was asked for in ciphertext would be worse.</summary>
    public static void Refuse(RecipientInfo? recipient)
    {
        if (recipient is not null) throw KmsFaults.Unsupported("Attested recipients (AWS Nitro Enclaves) are not supported.");
    }
}
