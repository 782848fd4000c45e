using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Strongroom.Access;

/// <summary>An address or a CIDR block. A v4 address inside v6 (<c>::ffff:1.2.3.4</c>) is the v4 address, on both sides.</summary>
internal readonly record struct AddressRange(UInt128 Bits, int Prefix, bool IsV4)
{
    private const int V4Offset = 96;

    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text.AsSpan(0, slash), out var bits, out var isV4)) return false;
        var written = isV4 && text.AsSpan().Contains(':') ? V4Offset : 0;
        var width = isV4 ? 32 : 128;
        var prefix = width;
        if (slash >= 0)
        {
            if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix)) return false;

            // A prefix of a mapped address counts the 96 bits before it; a shorter one would be a range of v6 that swallows all of v4.
            prefix -= written;
            if (prefix < 0 || prefix > width) return false;
        }

        range = new(bits & Mask(prefix, width), prefix, isV4);
        return true;
    }

    public static bool TryParseAddress(ReadOnlySpan<char> text, out UInt128 bits, out bool isV4)
    {
        isV4 = TryParseV4(text, out var v4);
        bits = v4;
        if (isV4) return true;

        // IPAddress also takes hexadecimal and shortened v4 addresses: those have no colon, and are no address here.
        if (!text.Contains(':') || text.ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        isV4 = address.IsIPv4MappedToIPv6;
        if (isV4) bits &= uint.MaxValue;
        return true;
    }

    public bool Contains(UInt128 bits, bool isV4) => isV4 == IsV4 && (bits & Mask(Prefix, IsV4 ? 32 : 128)) == Bits;

    private static UInt128 Mask(int prefix, int width)
    {
        var all = width == 128 ? UInt128.MaxValue : uint.MaxValue;
        return prefix == 0 ? UInt128.Zero : all & (UInt128.MaxValue << (width - prefix));
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint bits)
    {
        bits = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet)) return false;
            bits = (bits << 8) | octet;
        }

        return parts == 4;
    }
}
