using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Hashes of whole inputs, written into the caller's span without allocating.</summary>
public static class Hash
{
    /// <summary>Bytes of a SHA-256 hash.</summary>
    public const int Sha256Length = 32;

    /// <summary>Bytes of a SHA-384 hash.</summary>
    public const int Sha384Length = 48;

    /// <summary>Bytes of a SHA-512 hash.</summary>
    public const int Sha512Length = 64;

    /// <summary>Bytes of an MD5 hash.</summary>
    public const int Md5Length = 16;

    /// <summary>Writes the 32-byte hash of <paramref name="data"/> to the front of <paramref name="hash"/>.</summary>
    public static void Sha256(ReadOnlySpan<byte> data, Span<byte> hash) => SHA256.HashData(data, hash);

    /// <summary>Writes the 48-byte hash of <paramref name="data"/> to the front of <paramref name="hash"/>.</summary>
    public static void Sha384(ReadOnlySpan<byte> data, Span<byte> hash) => SHA384.HashData(data, hash);

    /// <summary>Writes the 64-byte hash of <paramref name="data"/> to the front of <paramref name="hash"/>.</summary>
    public static void Sha512(ReadOnlySpan<byte> data, Span<byte> hash) => SHA512.HashData(data, hash);

    /// <summary>
    /// Writes the 16-byte hash of <paramref name="data"/> to the front of <paramref name="hash"/>: for S3's ETag and Content-MD5, never
    /// for security.
    /// </summary>
#pragma warning disable CA5351 // MD5 is what S3's protocol names these checksums by.
    public static void Md5(ReadOnlySpan<byte> data, Span<byte> hash) => MD5.HashData(data, hash);
#pragma warning restore CA5351
}
