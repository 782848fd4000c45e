using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Comparison of signatures, MACs, tags, tokens and secrets.</summary>
public static class FixedTime
{
    /// <summary>True if both are equal. Takes the same time wherever they differ; lengths are no secret.</summary>
    public static bool Equals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}
