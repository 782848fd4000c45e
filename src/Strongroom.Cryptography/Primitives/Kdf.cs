using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Keys from keys and from passwords.</summary>
public static class Kdf
{
    /// <summary>SP 800-108 in counter mode over HMAC-SHA-512: a key of <paramref name="destination"/>'s length for one label and context.</summary>
    public static void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination) =>
        SP800108HmacCounterKdf.DeriveBytes(key, HashAlgorithmName.SHA512, label, context, destination);

    /// <summary>HKDF (RFC 5869), both steps. At most 255 hash lengths.</summary>
    public static void Hkdf(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> destination) =>
        HKDF.DeriveKey(hash, key, destination, salt, info);

    /// <summary>PBKDF2 (RFC 8018) over HMAC.</summary>
    public static void Pbkdf2(HashAlgorithmName hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, Span<byte> destination) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, destination, iterations, hash);
}
