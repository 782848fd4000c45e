using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Randomness from the system's generator: the only source that anything in Strongroom may use for security.</summary>
public static class RandomBytes
{
    /// <summary>Fills <paramref name="destination"/>.</summary>
    public static void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);

    /// <summary>A uniform number from 0 to <paramref name="limit"/> - 1.</summary>
    public static int Below(int limit) => RandomNumberGenerator.GetInt32(limit);
}
