using System.Buffers.Binary;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.S3;

/// <summary>An object's key, and the key that it is sealed under.</summary>
internal sealed class OpenObjectKey(ObjectName name, KeyMaterial material, KeyMaterial outer, SealHead head) : ObjectKey
{
    private static ReadOnlySpan<byte> Purpose => "strongroom/s3-object-key/v1"u8;

    public static readonly int BoxLength = SealedBox.SealedLength(SealedBox.KeyLength);

    /// <summary>What the key was made or opened for.</summary>
    public ObjectName Name => name;

    /// <summary>32 bytes, for the boxes of the object's parts.</summary>
    public KeyMaterial Material => material;

    public override ServerSideEncryption Algorithm => head switch
    {
        SealHead.OfKms => ServerSideEncryption.Kms,
        SealHead.OfCustomerKey => ServerSideEncryption.Customer,
        _ => ServerSideEncryption.S3,
    };

    public override string? KmsKeyArn => (head as SealHead.OfKms)?.Seal.KeyArn;

    public override bool BucketKeyEnabled => head is SealHead.OfKms { Seal.BucketKeyEnabled: true };

    /// <summary>Seals the key under its outer key, for a name and a length.</summary>
    public ObjectSeal Seal(ObjectName sealedFor, long? length) => Seal(sealedFor, length, outer, head);

    /// <summary>As <see cref="Seal(ObjectName, long?)"/>, under another outer key.</summary>
    public ObjectSeal Seal(ObjectName sealedFor, long? length, KeyMaterial under, SealHead underHead)
    {
        var before = underHead.Write();
        var bytes = new byte[before.Length + BoxLength];
        before.CopyTo(bytes, 0);
        using (var key = material.Borrow())
        using (var wrapping = under.Borrow())
            SealedBox.Seal(wrapping.Bytes, new(ContextOf(sealedFor, length), before), key.Bytes, bytes.AsSpan(before.Length));
        var kms = (underHead as SealHead.OfKms)?.Seal;
        var algorithm = underHead is SealHead.OfCustomerKey ? ServerSideEncryption.Customer : kms is null ? ServerSideEncryption.S3 : ServerSideEncryption.Kms;
        return new(algorithm, kms?.KeyArn, kms?.BucketKeyEnabled == true, bytes);
    }

    /// <summary>Opens a sealed key; null if the seal is not one of this name and length. Owns <paramref name="outer"/> if it succeeds.</summary>
    public static OpenObjectKey? Open(ObjectName name, long? length, ObjectSeal seal, KeyMaterial outer, SealHead head)
    {
        var before = seal.Bytes.AsSpan(0, seal.Bytes.Length - BoxLength).ToArray();
        var isOpen = false;
        var material = KeyMaterial.Create(SealedBox.KeyLength, 0, (destination, _) =>
        {
            using var wrapping = outer.Borrow();
            isOpen = SealedBox.TryOpen(wrapping.Bytes, new(ContextOf(name, length), before), seal.Bytes.AsSpan(before.Length), destination);
        });
        if (isOpen) return new(name, material, outer, head);
        material.Dispose();
        return null;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        material.Dispose();
        outer.Dispose();
    }

    private static byte[] ContextOf(ObjectName name, long? length)
    {
        var most = Purpose.Length + 3 * ContextWriter.FieldLength(0) + sizeof(long)
            + Encoding.UTF8.GetMaxByteCount(name.Bucket.Length + name.Key.Length + name.VersionId.Length);
        var writer = new ContextWriter(new byte[most]);
        writer.Raw(Purpose);
        writer.Field(name.Bucket.AsSpan());
        writer.Field(name.Key.AsSpan());
        writer.Field(name.VersionId.AsSpan());
        Span<byte> size = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(size, length ?? -1);
        writer.Raw(size);
        return writer.Written.ToArray();
    }
}
