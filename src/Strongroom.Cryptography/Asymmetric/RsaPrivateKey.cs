using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>An RSA private key: PSS (salt as long as the digest), PKCS#1 v1.5 signatures, OAEP.</summary>
public sealed class RsaPrivateKey : PrivateKey
{
    private const int LongestPkcs8 = 2600;

    private readonly RSA _rsa;

    internal RsaPrivateKey(KeyKind kind, ReadOnlySpan<byte> pkcs8) : base(kind)
    {
        _rsa = RSA.Create();
        try
        {
            // The library checks primes, exponents and their consistency while it imports.
            _rsa.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read != pkcs8.Length) throw new InvalidKeyException("Something follows the RSA private key.");
            if (_rsa.KeySize != kind.RsaBits())
                throw new InvalidKeyException($"The RSA key has {_rsa.KeySize} bits, not {kind.RsaBits()}.");
            DemandSoundExponent(_rsa.ExportParameters(includePrivateParameters: false).Exponent);
            PublicKey = _rsa.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException refusal)
        {
            _rsa.Dispose();
            throw new InvalidKeyException("Not an RSA private key in PKCS#8, or its parts do not belong together.", refusal);
        }
        catch (InvalidKeyException)
        {
            _rsa.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The most bytes that OAEP with that hash encrypts.</summary>
    public static int LongestPlaintext(KeyKind kind, HashAlgorithmName oaepHash) => kind.RsaBits() / 8 - 2 * HashLength(oaepHash) - 2;

    /// <summary>Encrypts with OAEP, its mask from the same hash, and an empty label.</summary>
    /// <exception cref="ArgumentException">The plaintext is longer than <see cref="LongestPlaintext"/>.</exception>
    public byte[] Encrypt(HashAlgorithmName oaepHash, ReadOnlySpan<byte> plaintext)
    {
        if (plaintext.Length > LongestPlaintext(Kind, oaepHash))
            throw new ArgumentException("The plaintext is too long for the key.", nameof(plaintext));
        return _rsa.Encrypt(plaintext, RSAEncryptionPadding.CreateOaep(oaepHash));
    }

    /// <summary>Decrypts with OAEP; null if the ciphertext does not open, whatever the reason.</summary>
    public KeyMaterial? Decrypt(HashAlgorithmName oaepHash, ReadOnlySpan<byte> ciphertext, SecretArena? arena = null)
    {
        if (ciphertext.Length != Kind.RsaBits() / 8) return null;
        var length = 0;
        try
        {
            using var padded = KeyMaterial.Create(ciphertext.Length, new Decryption(_rsa, oaepHash, ciphertext, ref length),
                static (buffer, parts) =>
                parts.Length = parts.Rsa.Decrypt(parts.Ciphertext, buffer, RSAEncryptionPadding.CreateOaep(parts.Hash)), arena);
            using var lease = padded.Borrow();
            return KeyMaterial.CopyOf(lease.Bytes[..length], arena);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal static bool Verify(RSA key, SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature) =>
        isDigest
            ? key.VerifyHash(message, signature, algorithm.Hash, Padding(algorithm))
            : key.VerifyData(message, signature, algorithm.Hash, Padding(algorithm));

    internal static KeyMaterial GeneratePkcs8(KeyKind kind, SecretArena? arena)
    {
        KeyMaterial pkcs8;
        using (var rsa = RSA.Create(kind.RsaBits())) pkcs8 = Pkcs8.Export(rsa, LongestPkcs8, arena);

        // Opening it checks the pair, and writes over most of what the library's export left in freed memory.
        using var lease = pkcs8.Borrow();
        new RsaPrivateKey(kind, lease.Bytes).Dispose();
        return pkcs8;
    }

    private protected override byte[] SignChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest) =>
        isDigest ? _rsa.SignHash(message, algorithm.Hash, Padding(algorithm)) : _rsa.SignData(message, algorithm.Hash, Padding(algorithm));

    private protected override bool VerifyChecked(SigningAlgorithm algorithm, ReadOnlySpan<byte> message, bool isDigest,
        ReadOnlySpan<byte> signature) =>
        Verify(_rsa, algorithm, message, isDigest, signature);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _rsa.Dispose();

    private static RSASignaturePadding Padding(SigningAlgorithm algorithm) =>
        algorithm.Scheme == SignatureScheme.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private static int HashLength(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA1 ? 20 : hash == HashAlgorithmName.SHA256 ? 32
        : throw new ArgumentException("OAEP is with SHA-1 or SHA-256.", nameof(hash));

    /// <summary>FIPS 186-5: odd, above 2¹⁶ and below 2²⁵⁶.</summary>
    private static void DemandSoundExponent(ReadOnlySpan<byte> exponent)
    {
        exponent = exponent.TrimStart((byte)0);
        if (exponent.Length is < 3 or > 32 || (exponent[^1] & 1) == 0)
            throw new InvalidKeyException("The public exponent must be odd, above 2^16 and below 2^256.");
    }

    private readonly ref struct Decryption(RSA rsa, HashAlgorithmName hash, ReadOnlySpan<byte> ciphertext, ref int length)
    {
        public readonly RSA Rsa = rsa;
        public readonly HashAlgorithmName Hash = hash;
        public readonly ReadOnlySpan<byte> Ciphertext = ciphertext;
        public readonly ref int Length = ref length;
    }
}
