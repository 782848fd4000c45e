using System.Buffers.Binary;
using System.Numerics;

namespace Strongroom.Storage.Files;

/// <summary>The bytes of a segment file around the blobs in it: docs/formats/blobs.md.</summary>
internal static class SegmentFormat
{
    public const int HeaderLength = 32, EntryHeaderLength = 32, Alignment = 8;

    /// <summary>Where the state of an entry stands in it.</summary>
    public const int StateOffset = 3;

    public const byte Live = (byte)'L', Dead = (byte)'D';

    private const byte Version = 1;

    /// <summary>The length of an entry: header, blob, and zeros to the next multiple of eight.</summary>
    public static long EntryLength(long blobLength) => (EntryHeaderLength + blobLength + Alignment - 1) & -Alignment;

    public static string FileName(long segment) => segment.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + ".seg";

    /// <summary>The number in a file name; null for other files.</summary>
    public static long? NumberOf(string fileName) =>
        fileName.Length == 20 && long.TryParse(fileName.AsSpan(0, 16), System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 && FileName(number) == fileName
            ? number
            : null;

    public static void WriteHeader(Span<byte> header, long segment, long epoch)
    {
        header.Clear();
        "SRBS"u8.CopyTo(header);
        header[4] = Version;
        BinaryPrimitives.WriteInt64BigEndian(header[8..], segment);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], epoch);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], Checksum(header[..24]));
    }

    /// <summary>The epoch; null if this is no header of this segment.</summary>
    public static long? ReadHeader(ReadOnlySpan<byte> header, long segment) =>
        header.Length == HeaderLength && header.StartsWith("SRBS"u8) && header[4] == Version
            && BinaryPrimitives.ReadInt64BigEndian(header[8..]) == segment
            && BinaryPrimitives.ReadUInt32BigEndian(header[24..]) == Checksum(header[..24])
            ? BinaryPrimitives.ReadInt64BigEndian(header[16..])
            : null;

    public static void WriteEntry(Span<byte> header, BlobAddress address)
    {
        header.Clear();
        "SRBL"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)address.Length);
        address.Id.Write(header[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], Checksum(header[..24], address));
    }

    /// <summary>False if no entry begins here.</summary>
    public static bool TryReadEntry(ReadOnlySpan<byte> header, long segment, long offset, out BlobAddress address, out bool isLive)
    {
        address = default;
        isLive = false;
        if (header.Length < EntryHeaderLength || !header.StartsWith("SRB"u8) || header[StateOffset] is not (Live or Dead)) return false;
        isLive = header[StateOffset] == Live;
        address = new(segment, offset, BinaryPrimitives.ReadUInt32BigEndian(header[4..]), BlobId.Read(header[8..]));
        return BinaryPrimitives.ReadUInt32BigEndian(header[24..]) == Checksum(header[..24], address);
    }

    // The state is left out, since it changes in place; segment and offset are in, so that an entry is one nowhere else.
    private static uint Checksum(ReadOnlySpan<byte> header, BlobAddress address)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long) + EntryHeaderLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, address.Segment);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], address.Offset);
        header[(StateOffset + 1)..].CopyTo(bytes[(2 * sizeof(long))..]);
        return Checksum(bytes[..(2 * sizeof(long) + header.Length - StateOffset - 1)]);
    }

    // CRC-32C: it finds entries, and vouches for nothing.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var octet in bytes) sum = BitOperations.Crc32C(sum, octet);
        return ~sum;
    }
}
