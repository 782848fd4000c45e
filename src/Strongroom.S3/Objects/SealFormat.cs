using System.Buffers.Binary;
using System.Text;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.S3;

/// <summary>What stands before the box in an object's seal: how its key is sealed. docs/formats/object-seal.md.</summary>
internal abstract record SealHead
{
    private const byte Version = 1;

    private SealHead()
    {
    }

    /// <summary>Under a master key of the ring.</summary>
    public sealed record OfMasterKey(int Number) : SealHead;

    /// <summary>Under a data key of KMS.</summary>
    public sealed record OfKms(KmsSeal Seal) : SealHead;

    /// <summary>Under the customer's key, of which only a salted check is kept.</summary>
    public sealed record OfCustomerKey(byte[] Salt, byte[] Check) : SealHead;

    /// <summary>The bytes.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(Version);
        switch (this)
        {
            case OfMasterKey master:
                stream.WriteByte(1);
                Span<byte> number = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(number, master.Number);
                stream.Write(number);
                break;
            case OfKms { Seal: var kms }:
                stream.WriteByte(2);
                stream.WriteByte(kms.BucketKeyEnabled ? (byte)1 : (byte)0);
                Field(stream, Encoding.UTF8.GetBytes(kms.KeyArn));
                Field(stream, kms.Wrapped);
                Field(stream, kms.Context.Canonical.Span);
                break;
            case OfCustomerKey customer:
                stream.WriteByte(3);
                stream.Write(customer.Salt);
                stream.Write(customer.Check);
                break;
        }

        return stream.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no head.</exception>
    public static SealHead Read(ReadOnlySpan<byte> head)
    {
        if (head.Length < 2 || head[0] != Version) throw Malformed();
        var rest = head[2..];
        switch (head[1])
        {
            case 1 when rest.Length == sizeof(int):
                return new OfMasterKey(BinaryPrimitives.ReadInt32BigEndian(rest));
            case 2 when rest.Length > 0 && rest[0] <= 1:
                var bucketKey = rest[0] == 1;
                rest = rest[1..];
                var arn = Encoding.UTF8.GetString(Field(ref rest));
                var wrapped = Field(ref rest).ToArray();
                var context = EncryptionContext.Decode(Field(ref rest));
                if (!rest.IsEmpty) throw Malformed();
                return new OfKms(new(arn, wrapped, context, bucketKey));
            case 3 when rest.Length == CustomerKeyCheck.SaltLength + CustomerKeyCheck.Length:
                return new OfCustomerKey(rest[..CustomerKeyCheck.SaltLength].ToArray(), rest[CustomerKeyCheck.SaltLength..].ToArray());
            default:
                throw Malformed();
        }
    }

    private static void Field(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)bytes.Length));
        stream.Write(length);
        stream.Write(bytes);
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < sizeof(ushort)) throw Malformed();
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < sizeof(ushort) + length) throw Malformed();
        var field = rest.Slice(sizeof(ushort), length);
        rest = rest[(sizeof(ushort) + length)..];
        return field;
    }

    private static FormatException Malformed() => new("These bytes are no seal of an object.");
}

/// <summary>A data key of KMS as an object's seal keeps it.</summary>
/// <param name="KeyArn">The KMS key.</param>
/// <param name="Wrapped">The data key, wrapped.</param>
/// <param name="Context">The caller's own pairs; S3's own is added.</param>
/// <param name="BucketKeyEnabled">It is a bucket key.</param>
internal sealed record KmsSeal(string KeyArn, byte[] Wrapped, EncryptionContext Context, bool BucketKeyEnabled);

/// <summary>The salted, keyed check that tells a customer's key from another without keeping it.</summary>
internal static class CustomerKeyCheck
{
    public const int SaltLength = 16, Length = 32;

    private static ReadOnlySpan<byte> Label => "strongroom/s3-customer-key/v1"u8;

    public static byte[] Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var check = new byte[Length];
        Mac.HmacSha256(key, [.. Label, .. salt], check);
        return check;
    }
}
