using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Strongroom.Cryptography;

namespace Strongroom.Storage;

/// <summary>A blob's name for ever: 16 random bytes, written as 32 hex digits.</summary>
public readonly record struct BlobId
{
    /// <summary>Bytes of a name.</summary>
    public const int Length = 16;

    private readonly UInt128 value;

    private BlobId(UInt128 value) => this.value = value;

    /// <summary>A name that nothing else has.</summary>
    public static BlobId New()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomBytes.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 16 bytes.</summary>
    public static BlobId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, value);

    /// <summary>Reads 32 lower-case hex digits; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BlobId id)
    {
        var parsed = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        id = new(value);
        return parsed && id.ToString() == text;
    }

    /// <inheritdoc/>
    public override string ToString() => value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>Where a blob lies in its store; changes when the store is tidied.</summary>
/// <param name="Segment">The segment's number, or the negated epoch of a blob that has a file of its own.</param>
/// <param name="Offset">Where the entry begins in the segment; 0 in a file.</param>
/// <param name="Length">Bytes of the blob.</param>
/// <param name="Id">The blob's name.</param>
public readonly record struct BlobAddress(long Segment, long Offset, long Length, BlobId Id)
{
    /// <summary>Bytes of an encoded address.</summary>
    internal const int EncodedLength = 1 + 3 * sizeof(long) + BlobId.Length;

    /// <summary>The version of the encoding.</summary>
    private const byte Version = 1;

    /// <summary>docs/formats/blobs.md.</summary>
    internal byte[] Encode()
    {
        var bytes = new byte[EncodedLength];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Segment);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), Offset);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(17), Length);
        Id.Write(bytes.AsSpan(25));
        return bytes;
    }

    /// <exception cref="FormatException">These are no address.</exception>
    internal static BlobAddress Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != EncodedLength || bytes[0] != Version) throw new FormatException("This is no address of a blob.");
        var address = new BlobAddress(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[17..]), BlobId.Read(bytes[25..]));
        if (address.Segment == 0 || address.Offset < 0 || address.Length < 0) throw new FormatException("This is no address of a blob.");
        return address;
    }
}
