using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>What KMS keeps of one imported key material besides the bytes.</summary>
/// <param name="IsPresent">False once it was deleted or expired: what it encrypted opens again when the same bytes are imported again.</param>
/// <param name="ValidTo">When it expires; null where it does not.</param>
/// <param name="Description">The owner's words, 0 to 256 characters; kept when the bytes go.</param>
public sealed record ImportedMaterial(bool IsPresent, DateTimeOffset? ValidTo = null, string? Description = null)
{
    /// <summary>True when the bytes are here and may still be used.</summary>
    public bool IsUsableAt(DateTimeOffset now) => IsPresent && !(ValidTo <= now);

    /// <summary>True when the bytes are here and must go.</summary>
    public bool HasExpiredAt(DateTimeOffset now) => IsPresent && ValidTo <= now;

    /// <summary>The same without the bytes.</summary>
    public ImportedMaterial Gone() => new(IsPresent: false, ValidTo: null, Description);

    /// <summary>AWS's name for whether there is a <see cref="ValidTo"/>.</summary>
    public string ExpirationModel => WireNames.NameOf(ValidTo is null ? Kms.ExpirationModel.DoesNotExpire : Kms.ExpirationModel.Expires);
}

/// <summary>Whether imported key material expires.</summary>
public enum ExpirationModel
{
    /// <summary>At a date; what is meant where nothing is said.</summary>
    [WireName("KEY_MATERIAL_EXPIRES")] Expires,
    /// <summary>Only when its owner deletes it.</summary>
    [WireName("KEY_MATERIAL_DOES_NOT_EXPIRE")] DoesNotExpire,
}

/// <summary>Whether an import brings material that the key has not seen.</summary>
public enum ImportType
{
    /// <summary>The key's first material, or one to rotate to.</summary>
    [WireName("NEW_KEY_MATERIAL")] New,
    /// <summary>Material that belongs to the key already.</summary>
    [WireName("EXISTING_KEY_MATERIAL")] Existing,
}

/// <summary>How key material is wrapped for its way into KMS, as enumerated on the wire.</summary>
public enum WrappingAlgorithm
{
    /// <summary>RSA PKCS #1 v1.5: AWS lists it still, and refuses it since October 2023.</summary>
    [WireName("RSAES_PKCS1_V1_5")] RsaesPkcs1V15,
    /// <summary>RSA OAEP with SHA-1.</summary>
    [WireName("RSAES_OAEP_SHA_1")] RsaesOaepSha1,
    /// <summary>RSA OAEP with SHA-256.</summary>
    [WireName("RSAES_OAEP_SHA_256")] RsaesOaepSha256,
    /// <summary>An AES-256 key under RSA OAEP with SHA-1, then the material under AES key wrap with padding (RFC 5649).</summary>
    [WireName("RSA_AES_KEY_WRAP_SHA_1")] RsaAesKeyWrapSha1,
    /// <summary>As before, with SHA-256.</summary>
    [WireName("RSA_AES_KEY_WRAP_SHA_256")] RsaAesKeyWrapSha256,
    /// <summary>SM2, in China only.</summary>
    [WireName("SM2PKE")] Sm2Pke,
}

/// <summary>The key pair that wraps key material, as enumerated on the wire.</summary>
public enum WrappingKeySpec
{
    /// <summary>RSA, 2,048 bits.</summary>
    [WireName("RSA_2048")] Rsa2048,
    /// <summary>RSA, 3,072 bits.</summary>
    [WireName("RSA_3072")] Rsa3072,
    /// <summary>RSA, 4,096 bits.</summary>
    [WireName("RSA_4096")] Rsa4096,
    /// <summary>SM2, in China only.</summary>
    [WireName("SM2")] Sm2,
}
