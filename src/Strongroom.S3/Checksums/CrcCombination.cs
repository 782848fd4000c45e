namespace Strongroom.S3;

/// <summary>The CRC of two texts one behind the other, from the CRC of each: how a multipart upload's parts give the whole's checksum.</summary>
/// <remarks>
/// A reflected CRC that begins and ends with all ones is linear: <c>crc(AB) = crc(A)·x^(8·|B|) + crc(B)</c> modulo the polynomial. The highest bit is x^0.
/// </remarks>
internal static class CrcCombination
{
    private const ulong Crc32 = 0xEDB88320UL << 32, Crc32C = 0x82F63B78UL << 32, Crc64Nvme = 0x9A6C9329AC4BC9B5UL;
    private const ulong One = 1UL << 63;

    /// <summary>True for the algorithms that can be combined.</summary>
    public static bool Combines(ChecksumAlgorithm algorithm)
        => algorithm is ChecksumAlgorithm.CRC32 or ChecksumAlgorithm.CRC32C or ChecksumAlgorithm.CRC64NVME;

    /// <summary>The CRC of the first and second text together.</summary>
    /// <param name="algorithm">Which.</param>
    /// <param name="first">The CRC of the first text, as S3 orders its bytes.</param>
    /// <param name="second">The CRC of the second text.</param>
    /// <param name="secondLength">Bytes of the second text.</param>
    public static byte[] Combine(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, long secondLength)
    {
        // A CRC of 32 bits is worked in the upper half: there x^0 is the highest bit too.
        var polynomial = algorithm switch { ChecksumAlgorithm.CRC32 => Crc32, ChecksumAlgorithm.CRC32C => Crc32C, _ => Crc64Nvme };
        var combined = Multiply(Value(first), Power(8 * (ulong)secondLength, polynomial), polynomial) ^ Value(second);
        var bytes = new byte[first.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(combined >> (56 - 8 * i));
        return bytes;
    }

    private static ulong Value(ReadOnlySpan<byte> crc)
    {
        var value = 0UL;
        for (var i = 0; i < crc.Length; i++) value |= (ulong)crc[i] << (56 - 8 * i);
        return value;
    }

    // x to the power of n, by squaring.
    private static ulong Power(ulong n, ulong polynomial)
    {
        var (result, factor) = (One, One >> 1);
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0) result = Multiply(result, factor, polynomial);
            factor = Multiply(factor, factor, polynomial);
        }

        return result;
    }

    private static ulong Multiply(ulong a, ulong b, ulong polynomial)
    {
        var product = 0UL;
        for (var bit = One; bit > 0 && a != 0; bit >>= 1)
        {
            if ((a & bit) != 0) product ^= b;
            a &= ~bit;

            // Times x; what leaves at the low end comes back as the polynomial.
            var carry = (b & (polynomial == Crc64Nvme ? 1UL : 1UL << 32)) != 0;
            b >>= 1;
            if (carry) b = (b & (polynomial == Crc64Nvme ? ulong.MaxValue : 0xFFFFFFFF_00000000UL)) ^ polynomial;
        }

        return product;
    }
}
