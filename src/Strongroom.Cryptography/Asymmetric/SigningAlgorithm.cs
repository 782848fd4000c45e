using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>A signing algorithm by AWS's name, such as <c>RSASSA_PSS_SHA_256</c>.</summary>
public sealed class SigningAlgorithm
{
    private static readonly FrozenDictionary<string, SigningAlgorithm> ByName = new SigningAlgorithm[]
    {
        new("RSASSA_PSS_SHA_256", SignatureScheme.RsaPss, HashAlgorithmName.SHA256, 32),
        new("RSASSA_PSS_SHA_384", SignatureScheme.RsaPss, HashAlgorithmName.SHA384, 48),
        new("RSASSA_PSS_SHA_512", SignatureScheme.RsaPss, HashAlgorithmName.SHA512, 64),
        new("RSASSA_PKCS1_V1_5_SHA_256", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA256, 32),
        new("RSASSA_PKCS1_V1_5_SHA_384", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA384, 48),
        new("RSASSA_PKCS1_V1_5_SHA_512", SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA512, 64),
        new("ECDSA_SHA_256", SignatureScheme.Ecdsa, HashAlgorithmName.SHA256, 32),
        new("ECDSA_SHA_384", SignatureScheme.Ecdsa, HashAlgorithmName.SHA384, 48),
        new("ECDSA_SHA_512", SignatureScheme.Ecdsa, HashAlgorithmName.SHA512, 64),
        new("ED25519_SHA_512", SignatureScheme.Ed25519, default, 0),
        new("ED25519_PH_SHA_512", SignatureScheme.Ed25519Prehashed, HashAlgorithmName.SHA512, 64),
        new("ML_DSA_SHAKE_256", SignatureScheme.MlDsa, default, 0),
    }.ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    private SigningAlgorithm(string name, SignatureScheme scheme, HashAlgorithmName hash, int digestLength) =>
        (Name, Scheme, Hash, DigestLength) = (name, scheme, hash, digestLength);

    /// <summary>AWS's name.</summary>
    public string Name { get; }

    /// <summary>Bytes of a digest that may be signed in place of a message; 0 if only messages are.</summary>
    public int DigestLength { get; }

    /// <summary>False where only a digest may be signed.</summary>
    public bool TakesMessages => Scheme != SignatureScheme.Ed25519Prehashed;

    internal SignatureScheme Scheme { get; }

    internal HashAlgorithmName Hash { get; }

    /// <summary>The algorithm of that name, or null.</summary>
    public static SigningAlgorithm? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The algorithms of a kind of key, by name.</summary>
    public static IEnumerable<SigningAlgorithm> For(KeyKind kind) =>
        ByName.Values.Where(algorithm => algorithm.Fits(kind)).OrderBy(algorithm => algorithm.Name, StringComparer.Ordinal);

    /// <summary>True if keys of that kind sign with it.</summary>
    public bool Fits(KeyKind kind) => Scheme switch
    {
        SignatureScheme.RsaPss or SignatureScheme.RsaPkcs1 => kind.RsaBits() != 0,
        SignatureScheme.Ecdsa => kind switch
        {
            KeyKind.P256 or KeyKind.Secp256k1 => DigestLength == 32,
            KeyKind.P384 => DigestLength == 48,
            KeyKind.P521 => DigestLength == 64,
            _ => false,
        },
        SignatureScheme.Ed25519 or SignatureScheme.Ed25519Prehashed => kind == KeyKind.Ed25519,
        _ => kind.IsMlDsa(),
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}

internal enum SignatureScheme
{
    RsaPss,
    RsaPkcs1,
    Ecdsa,
    Ed25519,
    Ed25519Prehashed,
    MlDsa,
}
