using System.Buffers;
using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.S3;

/// <summary>Ids of versions: 32 hexadecimal digits, of which the first half counts time backwards, so that newer versions sort first.</summary>
public static class VersionIds
{
    private const int Length = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new id, newer than that of the newest version there is.</summary>
    /// <param name="now">The time.</param>
    /// <param name="newest">The newest version's id; null for none.</param>
    public static string Next(DateTimeOffset now, string? newest)
    {
        var age = ulong.MaxValue - (ulong)now.UtcTicks;
        if (newest is not null && Convert.ToUInt64(newest[..16], 16) is var last && last <= age) age = last - 1;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, age);
        RandomBytes.Fill(bytes[8..]);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>True for what could be an id.</summary>
    public static bool IsOne(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);
}
