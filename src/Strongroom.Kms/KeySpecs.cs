using System.Collections.Frozen;
using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>Which usages and algorithms each key spec has: AWS's table "Key spec reference" as data.</summary>
public static class KeySpecs
{
    private static readonly string[] RsaSigning =
    [
        "RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512",
        "RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512",
    ];

    private static readonly string[] RsaEncryption = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"];

    private static readonly FrozenDictionary<KeySpec, (KeyUsage Usage, string[] Algorithms)[]> Table =
        new Dictionary<KeySpec, (KeyUsage, string[])[]>
        {
            [KeySpec.SymmetricDefault] = [(KeyUsage.EncryptDecrypt, ["SYMMETRIC_DEFAULT"])],
            [KeySpec.Rsa2048] = [(KeyUsage.EncryptDecrypt, RsaEncryption), (KeyUsage.SignVerify, RsaSigning)],
            [KeySpec.Rsa3072] = [(KeyUsage.EncryptDecrypt, RsaEncryption), (KeyUsage.SignVerify, RsaSigning)],
            [KeySpec.Rsa4096] = [(KeyUsage.EncryptDecrypt, RsaEncryption), (KeyUsage.SignVerify, RsaSigning)],
            [KeySpec.EccNistP256] = [(KeyUsage.SignVerify, ["ECDSA_SHA_256"]), (KeyUsage.KeyAgreement, ["ECDH"])],
            [KeySpec.EccNistP384] = [(KeyUsage.SignVerify, ["ECDSA_SHA_384"]), (KeyUsage.KeyAgreement, ["ECDH"])],
            [KeySpec.EccNistP521] = [(KeyUsage.SignVerify, ["ECDSA_SHA_512"]), (KeyUsage.KeyAgreement, ["ECDH"])],
            [KeySpec.EccSecgP256K1] = [(KeyUsage.SignVerify, ["ECDSA_SHA_256"])],
            [KeySpec.EccNistEdwards25519] = [(KeyUsage.SignVerify, ["ED25519_SHA_512", "ED25519_PH_SHA_512"])],
            [KeySpec.MlDsa44] = [(KeyUsage.SignVerify, ["ML_DSA_SHAKE_256"])],
            [KeySpec.MlDsa65] = [(KeyUsage.SignVerify, ["ML_DSA_SHAKE_256"])],
            [KeySpec.MlDsa87] = [(KeyUsage.SignVerify, ["ML_DSA_SHAKE_256"])],
            [KeySpec.Hmac224] = [(KeyUsage.GenerateVerifyMac, ["HMAC_SHA_224"])],
            [KeySpec.Hmac256] = [(KeyUsage.GenerateVerifyMac, ["HMAC_SHA_256"])],
            [KeySpec.Hmac384] = [(KeyUsage.GenerateVerifyMac, ["HMAC_SHA_384"])],
            [KeySpec.Hmac512] = [(KeyUsage.GenerateVerifyMac, ["HMAC_SHA_512"])],
        }.ToFrozenDictionary();

    /// <summary>The algorithms of a spec in a usage; null where the two do not go together.</summary>
    public static string[]? AlgorithmsOf(KeySpec spec, KeyUsage usage)
    {
        if (!Table.TryGetValue(spec, out var rows)) return null;
        foreach (var row in rows)
            if (row.Usage == usage) return row.Algorithms;
        return null;
    }

    /// <summary>AWS's spelling.</summary>
    public static string NameOf(KeySpec spec) => WireNames.NameOf(spec);
}
