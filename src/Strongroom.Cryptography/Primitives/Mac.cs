using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Strongroom.Cryptography;

/// <summary>Keyed hashes of whole inputs, written into the caller's span without allocating.</summary>
public static class Mac
{
    private const int Sha224BlockLength = 64, Sha224Length = 28;

    /// <summary>
    /// Writes the 32-byte HMAC-SHA-256 of <paramref name="data"/> to the front of <paramref name="mac"/>, which may overlap the key.
    /// </summary>
    public static void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(key, data, mac);

    /// <summary>Writes the 48-byte HMAC-SHA-384 of <paramref name="data"/> to the front of <paramref name="mac"/>.</summary>
    public static void HmacSha384(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA384.HashData(key, data, mac);

    /// <summary>Writes the 64-byte HMAC-SHA-512 of <paramref name="data"/> to the front of <paramref name="mac"/>.</summary>
    public static void HmacSha512(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA512.HashData(key, data, mac);

    /// <summary>Writes the 28-byte HMAC-SHA-224 of <paramref name="data"/> to the front of <paramref name="mac"/>.</summary>
    /// <remarks>The library has no SHA-224, so the two passes of HMAC stand here over another's, which keeps no copy of the key.</remarks>
    public static void HmacSha224(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        Span<byte> block = stackalloc byte[Sha224BlockLength], inner = stackalloc byte[Sha224Length];
        var digest = new Sha224Digest();
        block.Clear();
        if (key.Length > Sha224BlockLength)
        {
            digest.BlockUpdate(key);
            digest.DoFinal(block);
        }
        else
        {
            key.CopyTo(block);
        }

        foreach (ref var octet in block) octet ^= 0x36;
        digest.BlockUpdate(block);
        digest.BlockUpdate(data);
        digest.DoFinal(inner);
        foreach (ref var octet in block) octet ^= 0x36 ^ 0x5C;
        digest.BlockUpdate(block);
        digest.BlockUpdate(inner);
        digest.DoFinal(mac);
        CryptographicOperations.ZeroMemory(block);
    }
}
