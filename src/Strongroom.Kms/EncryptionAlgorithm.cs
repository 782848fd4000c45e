using Strongroom.Aws;

namespace Strongroom.Kms;

/// <summary>How a KMS key encrypts.</summary>
public enum EncryptionAlgorithm
{
    /// <summary>AES-256-GCM under a derived key.</summary>
    [WireName("SYMMETRIC_DEFAULT")] SymmetricDefault,
    /// <summary>RSA OAEP with SHA-1.</summary>
    [WireName("RSAES_OAEP_SHA_1")] RsaesOaepSha1,
    /// <summary>RSA OAEP with SHA-256.</summary>
    [WireName("RSAES_OAEP_SHA_256")] RsaesOaepSha256,
    /// <summary>SM2, in China only.</summary>
    [WireName("SM2PKE")] Sm2Pke,
}

/// <summary>Which algorithm goes with which key.</summary>
public static class EncryptionAlgorithms
{
    /// <summary>The most bytes that an algorithm and key encrypt at once; RFC 8017, section 7.1.1 for OAEP.</summary>
    public static int LongestPlaintext(string algorithm, KeySpec spec)
    {
        var modulus = spec switch { KeySpec.Rsa2048 => 256, KeySpec.Rsa3072 => 384, KeySpec.Rsa4096 => 512, _ => 0 };
        return algorithm switch
        {
            "RSAES_OAEP_SHA_1" => modulus - 42,
            "RSAES_OAEP_SHA_256" => modulus - 66,
            _ => 4096,
        };
    }

    /// <summary>The algorithm asked for (SYMMETRIC_DEFAULT where none is), refused where the key does not have it.</summary>
    public static string Demand(KmsKey key, Wire<EncryptionAlgorithm>? asked)
    {
        var name = asked is { } given ? given.Text : "SYMMETRIC_DEFAULT";
        foreach (var algorithm in key.Algorithms)
            if (algorithm == name) return algorithm;
        throw KmsFaults.AlgorithmIncompatible(name, key.KeySpec);
    }
}
