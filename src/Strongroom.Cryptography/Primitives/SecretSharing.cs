namespace Strongroom.Cryptography;

/// <summary>Shamir's secret sharing over GF(256): any <c>k</c> of <c>n</c> shares give the secret, fewer say nothing about it.</summary>
/// <remarks>
/// Each byte of the secret is the value at 0 of a polynomial of its own of degree k − 1; the share of index x holds the values at x. The
/// field is AES's, x⁸+x⁴+x³+x+1. No table is looked up and no branch is taken by a secret byte. Shares carry no check of their own: whoever
/// keeps them adds one.
/// </remarks>
public static class SecretSharing
{
    /// <summary>The most shares that a secret can have: indexes are 1 to 255.</summary>
    public const int MostShares = 255;

    /// <summary>Splits <paramref name="secret"/>: <paramref name="shares"/>[i] receives the share of index i + 1.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="threshold">How many shares give it back: 1 to the number of shares.</param>
    /// <param name="shares">Buffers of the secret's length.</param>
    public static void Split(ReadOnlySpan<byte> secret, int threshold, IReadOnlyList<Memory<byte>> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, shares.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shares.Count, MostShares, nameof(shares));

        Span<byte> coefficients = stackalloc byte[MostShares];
        coefficients = coefficients[..threshold];
        for (var at = 0; at < secret.Length; at++)
        {
            RandomBytes.Fill(coefficients);
            coefficients[0] = secret[at];
            for (var index = 1; index <= shares.Count; index++) shares[index - 1].Span[at] = ValueAt((byte)index, coefficients);
        }

        System.Security.Cryptography.CryptographicOperations.ZeroMemory(coefficients);
    }

    /// <summary>The secret that <paramref name="shares"/> give; of other shares than those of one splitting, noise.</summary>
    /// <param name="indexes">The shares' indexes, none twice.</param>
    /// <param name="shares">As many shares as the threshold.</param>
    /// <param name="secret">Receives the secret.</param>
    public static void Combine(ReadOnlySpan<byte> indexes, IReadOnlyList<ReadOnlyMemory<byte>> shares, Span<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (indexes.Length != shares.Count || indexes.Contains((byte)0))
            throw new ArgumentException("Each share has an index from 1.", nameof(indexes));
        for (var i = 1; i < indexes.Length; i++)
            if (indexes[..i].Contains(indexes[i])) throw new ArgumentException("A share is given twice.", nameof(indexes));

        secret.Clear();
        for (var i = 0; i < indexes.Length; i++)
        {
            // Lagrange's weight of this share at 0; indexes are no secrets.
            byte above = 1, below = 1;
            for (var j = 0; j < indexes.Length; j++)
            {
                if (j == i) continue;
                above = Multiply(above, indexes[j]);
                below = Multiply(below, (byte)(indexes[j] ^ indexes[i]));
            }

            var weight = Multiply(above, Invert(below));
            var share = shares[i].Span;
            for (var at = 0; at < secret.Length; at++) secret[at] ^= Multiply(weight, share[at]);
        }
    }

    /// <summary>The product in the field, in the same time for all values.</summary>
    internal static byte Multiply(byte left, byte right)
    {
        int product = 0, a = left, b = right;
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= a & -(b & 1);
            a = (a << 1) ^ (0x11B & -(a >> 7));
            b >>= 1;
        }

        return (byte)product;
    }

    /// <summary>The inverse in the field: a²⁵⁴; of 0 it is 0.</summary>
    internal static byte Invert(byte value)
    {
        var power = value;
        byte inverse = 1;
        for (var i = 0; i < 7; i++)
        {
            power = Multiply(power, power);
            inverse = Multiply(inverse, power);
        }

        return inverse;
    }

    private static byte ValueAt(byte x, ReadOnlySpan<byte> coefficients)
    {
        byte value = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = (byte)(Multiply(value, x) ^ coefficients[i]);
        return value;
    }
}
