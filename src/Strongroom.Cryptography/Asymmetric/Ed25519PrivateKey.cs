using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Strongroom.Cryptography;

/// <summary>An Ed25519 private key (RFC 8032), plain and pre-hashed. The seed stays in locked memory.</summary>
public sealed class Ed25519PrivateKey : PrivateKey
{
    private const int SeedLength = 32, PublicLength = 32, SignatureLength = 64;
    private const string Oid = "1.3.101.112";

    private readonly KeyMaterial _seed;
    private readonly byte[] _public = new byte[PublicLength];

    internal Ed25519PrivateKey(ReadOnlySpan<byte> pkcs8) : base(KeyKind.Ed25519)
    {
        var parts = Pkcs8.Read(pkcs8);
        if (parts.Algorithm != Oid || parts.PrivateKey is not [0x04, SeedLength, .. { Length: SeedLength } seed])
            throw new InvalidKeyException("Not an Ed25519 private key.");
        Ed25519.GeneratePublicKey(seed, _public);
        if (!parts.PublicKey.IsEmpty && !parts.PublicKey.SequenceEqual(_public))
            throw new InvalidKeyException("The public key is not the private key's.");
        _seed = KeyMaterial.CopyOf(seed);
        PublicKey = (byte[])[.. PublicPrefix, .. _public];
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> PublicKey { get; }

    private static ReadOnlySpan<byte> PrivatePrefix =>
        [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    private static ReadOnlySpan<byte> PublicPrefix => [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>Verifies under a public key of 32 bytes.</summary>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && Ed25519.Verify(signature, publicKey, message);

    internal static KeyMaterial GeneratePkcs8(SecretArena? arena) =>
        KeyMaterial.Create(PrivatePrefix.Length + SeedLength, 0, static (pkcs8, _) =>
    {
        PrivatePrefix.CopyTo(pkcs8);
        RandomNumberGenerator.Fill(pkcs8[PrivatePrefix.Length..]);
    }, arena);

    private protected override byte[] SignChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest)
    {
        var signature = new byte[SignatureLength];
        using var seed = _seed.Borrow();
        if (algorithm.Scheme == SignatureScheme.Ed25519)
        {
            // As a span: an array in this place would be taken for the context of another scheme.
            Ed25519.Sign(seed.Bytes, _public.AsSpan(), message, signature);
            return signature;
        }

        Span<byte> prehash = stackalloc byte[64];
        SHA512.HashData(message, prehash);
        Ed25519.SignPrehash(seed.Bytes, _public.AsSpan(), [], prehash, signature);
        return signature;
    }

    private protected override bool VerifyChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature)
    {
        if (algorithm.Scheme == SignatureScheme.Ed25519) return Verify(_public, message, signature);
        if (signature.Length != SignatureLength) return false;

        // What the caller calls the digest is the message of the pre-hashed form, which hashes it again: so does AWS.
        Span<byte> prehash = stackalloc byte[64];
        SHA512.HashData(message, prehash);
        return Ed25519.VerifyPrehash(signature, _public.AsSpan(), [], prehash);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _seed.Dispose();
}
