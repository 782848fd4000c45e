using System.Buffers.Binary;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>What ties a part's blob to its object: docs/formats/object-part.md.</summary>
internal static class PartSeal
{
    public const int ContextLength = 25 + sizeof(int) + BlobId.Length;

    public const int CommitmentLength = 32;

    private const byte Version = 1;

    private static ReadOnlySpan<byte> Purpose => "strongroom/s3-part/v1\0\0\0\0"u8;

    /// <summary>Writes the context of a part's box.</summary>
    public static void WriteContext(Span<byte> context, int number, BlobId blob)
    {
        Purpose.CopyTo(context);
        BinaryPrimitives.WriteInt32BigEndian(context[Purpose.Length..], number);
        blob.Write(context[(Purpose.Length + sizeof(int))..]);
    }

    /// <summary>The seal: a version, and the box's commitment.</summary>
    public static byte[] Of(ReadOnlySpan<byte> commitment) => [Version, .. commitment];

    /// <summary>True when the seal is the one of a box with this commitment.</summary>
    public static bool Fits(ReadOnlySpan<byte> seal, ReadOnlySpan<byte> commitment) =>
        seal.Length == 1 + CommitmentLength && seal[0] == Version && FixedTime.Equals(seal[1..], commitment);
}
