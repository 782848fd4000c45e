using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Keyed hashes of whole inputs, written into the caller's span without allocating.</summary>
public static class Mac
{
    /// <summary>Writes the 32-byte HMAC-SHA-256 of <paramref name="data"/> to the front of <paramref name="mac"/>, which may overlap the key.</summary>
    public static void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(key, data, mac);

    /// <summary>Writes the 48-byte HMAC-SHA-384 of <paramref name="data"/> to the front of <paramref name="mac"/>.</summary>
    public static void HmacSha384(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA384.HashData(key, data, mac);

    /// <summary>Writes the 64-byte HMAC-SHA-512 of <paramref name="data"/> to the front of <paramref name="mac"/>.</summary>
    public static void HmacSha512(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA512.HashData(key, data, mac);
}
