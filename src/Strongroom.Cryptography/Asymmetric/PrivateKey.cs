namespace Strongroom.Cryptography;

/// <summary>A private key ready for use. Thread-safe; dispose it only once nobody uses it any more.</summary>
/// <remarks>
/// What the underlying libraries hold is native memory (RSA, elliptic curves) or theirs alone (Ed25519, ML-DSA), not the locked arena.
/// </remarks>
public abstract class PrivateKey : IDisposable
{
    private protected PrivateKey(KeyKind kind) => Kind = kind;

    /// <summary>The kind of key.</summary>
    public KeyKind Kind { get; }

    /// <summary>The public half as SubjectPublicKeyInfo, in DER.</summary>
    public abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>
    /// Makes a key pair; returns the private key as PKCS#8, in DER. RSA takes from a tenth of a second to several seconds.
    /// </summary>
    public static KeyMaterial Generate(KeyKind kind, SecretArena? arena = null) => kind switch
    {
        _ when kind.RsaBits() != 0 => RsaPrivateKey.GeneratePkcs8(kind, arena),
        _ when kind.IsEllipticCurve() => EcPrivateKey.GeneratePkcs8(kind, arena),
        KeyKind.Ed25519 => Ed25519PrivateKey.GeneratePkcs8(arena),
        _ when kind.IsMlDsa() => MlDsaPrivateKey.GeneratePkcs8(kind, arena),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a key pair."),
    };

    /// <summary>Takes a private key in, and checks everything about it: form, size, ranges, that the parts belong together.</summary>
    /// <exception cref="InvalidKeyException">It is not a sound key of that kind.</exception>
    public static PrivateKey Open(KeyKind kind, ReadOnlySpan<byte> pkcs8) => kind switch
    {
        _ when kind.RsaBits() != 0 => new RsaPrivateKey(kind, pkcs8),
        _ when kind.IsEllipticCurve() => new EcPrivateKey(kind, pkcs8),
        KeyKind.Ed25519 => new Ed25519PrivateKey(pkcs8),
        _ when kind.IsMlDsa() => new MlDsaPrivateKey(kind, pkcs8),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a key pair."),
    };

    /// <summary>Signs a message, or a digest of the algorithm's length. ECDSA signatures are DER.</summary>
    /// <exception cref="ArgumentException">The algorithm is another kind's, or does not take this sort of input.</exception>
    public byte[] Sign(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest)
    {
        DemandInput(algorithm, message, isDigest);
        return SignChecked(algorithm, message, isDigest);
    }

    /// <summary>True if <paramref name="signature"/> is the key's own for that message or digest.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Sign"/>.</exception>
    public bool Verify(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest, ReadOnlySpan<byte> signature)
    {
        DemandInput(algorithm, message, isDigest);
        return VerifyChecked(algorithm, message, isDigest, signature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected abstract byte[] SignChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest);

    private protected abstract bool VerifyChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature);

    /// <summary>Lets go of what the key holds.</summary>
    protected abstract void Dispose(bool disposing);

    private void DemandInput(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (!algorithm.Fits(Kind)) throw new ArgumentException($"{algorithm} is no algorithm of a {Kind} key.", nameof(algorithm));
        if (isDigest ? algorithm.DigestLength == 0 || message.Length != algorithm.DigestLength : !algorithm.TakesMessages)
            throw new ArgumentException($"{algorithm} does not take this message or digest.", nameof(message));
    }
}
