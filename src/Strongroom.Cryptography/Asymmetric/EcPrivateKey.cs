using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>A private key on a NIST curve or secp256k1: ECDSA with DER signatures, and ECDH.</summary>
public sealed class EcPrivateKey : PrivateKey
{
    private readonly ECDsa _ecdsa;

    internal EcPrivateKey(KeyKind kind, ReadOnlySpan<byte> pkcs8) : base(kind)
    {
        _ecdsa = ECDsa.Create();
        try
        {
            Import(_ecdsa, kind, pkcs8);
            EcCurve.UseOnce(_ecdsa);
            PublicKey = _ecdsa.ExportSubjectPublicKeyInfo();
        }
        catch
        {
            _ecdsa.Dispose();
            throw;
        }
        finally
        {
            EcCurve.Scrub(kind);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>
    /// ECDH: the x coordinate of the shared point. Null if the peer's key (SubjectPublicKeyInfo, DER) is no point of the same curve.
    /// </summary>
    public static KeyMaterial? Agree(KeyKind kind, ReadOnlySpan<byte> ownPkcs8, ReadOnlySpan<byte> peerPublicKey, SecretArena? arena = null)
    {
        if (!EcEncoding.TryReadPublicKey(kind, peerPublicKey, out var point)) return null;
        using var own = ECDiffieHellman.Create();
        using var peer = ECDiffieHellman.Create();
        try
        {
            peer.ImportParameters(new() { Curve = EcCurve.Curve(kind), Q = point });
        }
        catch (CryptographicException)
        {
            return null;
        }

        try
        {
            Import(own, kind, ownPkcs8);
            using var peerKey = peer.PublicKey;
            return KeyMaterial.TakeFrom(own.DeriveRawSecretAgreement(peerKey), arena);
        }
        finally
        {
            EcCurve.Scrub(kind);
        }
    }

    internal static bool Verify(ECDsa key, SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature)
    {
        const DSASignatureFormat der = DSASignatureFormat.Rfc3279DerSequence;
        // The library takes numbers without their leading zero for positive ones: one signature would have several spellings.
        if (!EcEncoding.IsSignature(signature)) return false;
        return isDigest ? key.VerifyHash(message, signature, der) : key.VerifyData(message, signature, algorithm.Hash, der);
    }

    /// <summary>
    /// Draws numbers until one is in range, which nearly all are (FIPS 186-5, A.2.2). The library's own generation would hand the key out
    /// through
    /// buffers of the garbage collector's heap; here it never leaves locked memory.
    /// </summary>
    internal static KeyMaterial GeneratePkcs8(KeyKind kind, SecretArena? arena)
    {
        while (true)
        {
            using var drawn = Draw(kind, arena);
            using var lease = drawn.Borrow();
            try
            {
                using var key = new EcPrivateKey(kind, lease.Bytes);
                EcEncoding.TryReadPublicKey(kind, key.PublicKey.Span, out var point);
                return Write(kind, point, NumberOf(kind, lease.Bytes), arena);
            }
            catch (InvalidKeyException)
            {
                // Zero, or not below the curve's order: draw again.
            }
        }
    }

    private protected override byte[] SignChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest)
    {
        const DSASignatureFormat der = DSASignatureFormat.Rfc3279DerSequence;
        return isDigest ? _ecdsa.SignHash(message, der) : _ecdsa.SignData(message, algorithm.Hash, der);
    }

    private protected override bool VerifyChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature) =>
        Verify(_ecdsa, algorithm, message, isDigest, signature);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _ecdsa.Dispose();

    /// <summary>
    /// The library checks that the number is in range and that a public key, where given, is its own; the curve must be a named one.
    /// </summary>
    private static void Import(ECAlgorithm key, KeyKind kind, ReadOnlySpan<byte> pkcs8)
    {
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read != pkcs8.Length) throw new InvalidKeyException("Something follows the private key.");
        }
        catch (Exception refusal) when (refusal is CryptographicException or PlatformNotSupportedException)
        {
            throw new InvalidKeyException("Not an elliptic curve private key in PKCS#8, or its parts do not belong together.", refusal);
        }

        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        if (!curve.IsNamed || curve.Oid.Value != EcCurve.Oid(kind)) throw new InvalidKeyException("The private key is on another curve.");
    }

    private static KeyMaterial Draw(KeyKind kind, SecretArena? arena)
    {
        var (template, at) = EcEncoding.PrivateKeyTemplate(kind, point: null);
        return KeyMaterial.Create(template.Length, (template, at, kind), static (pkcs8, state) =>
        {
            state.template.CopyTo(pkcs8);
            var number = pkcs8.Slice(state.at, EcCurve.FieldLength(state.kind));
            RandomNumberGenerator.Fill(number);
            // 521 bits are 65 bytes and one bit.
            if (state.kind == KeyKind.P521) number[0] &= 1;
        }, arena);
    }

    private static ReadOnlySpan<byte> NumberOf(KeyKind kind, ReadOnlySpan<byte> drawn) =>
        drawn.Slice(EcEncoding.PrivateKeyTemplate(kind, point: null).NumberAt, EcCurve.FieldLength(kind));

    private static KeyMaterial Write(KeyKind kind, ECPoint point, ReadOnlySpan<byte> number, SecretArena? arena)
    {
        var (template, at) = EcEncoding.PrivateKeyTemplate(kind, point);
        return KeyMaterial.Create(template.Length, new Filling(template, at, number), static (pkcs8, filling) =>
        {
            filling.Template.CopyTo(pkcs8);
            filling.Number.CopyTo(pkcs8[filling.At..]);
        }, arena);
    }

    private readonly ref struct Filling(ReadOnlySpan<byte> template, int at, ReadOnlySpan<byte> number)
    {
        public readonly ReadOnlySpan<byte> Template = template, Number = number;
        public readonly int At = at;
    }
}
