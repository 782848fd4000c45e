using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The HMACs of AWS's names. Each key spec has its one.</summary>
internal static class MacAlgorithm
{
    public const int LongestMac = 64;

    /// <summary>Computes into <paramref name="mac"/> and returns the MAC's length.</summary>
    /// <exception cref="ArgumentException">The algorithm is not the key's.</exception>
    public static int Compute(KeyKind kind, string algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        switch (kind, algorithm)
        {
            case (KeyKind.Hmac224, "HMAC_SHA_224"):
                Mac.HmacSha224(key, message, mac);
                return 28;
            case (KeyKind.Hmac256, "HMAC_SHA_256"):
                Mac.HmacSha256(key, message, mac);
                return 32;
            case (KeyKind.Hmac384, "HMAC_SHA_384"):
                Mac.HmacSha384(key, message, mac);
                return 48;
            case (KeyKind.Hmac512, "HMAC_SHA_512"):
                Mac.HmacSha512(key, message, mac);
                return 64;
            default:
                throw new ArgumentException($"{algorithm} is no algorithm of a {kind} key.", nameof(algorithm));
        }
    }
}
