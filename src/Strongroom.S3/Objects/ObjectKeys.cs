using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.S3;

/// <summary>Makes, opens and re-seals the keys of objects, in all three ways of server-side encryption.</summary>
public sealed class ObjectKeys(MasterKeys masterKeys, KmsKeys kmsKeys)
{
    internal async ValueTask<OpenObjectKey> CreateAsync(Call call, ObjectName name, ObjectEncryption encryption, CancellationToken cancellation)
    {
        var (outer, head) = await OuterAsync(call, name, encryption, cancellation);
        return new(name, KeyMaterial.Random(SealedBox.KeyLength), outer, head);
    }

    internal async ValueTask<OpenObjectKey> OpenAsync(
        Call call, ObjectName name, ObjectSeal seal, long? length, KeyMaterial? customerKey, CancellationToken cancellation)
    {
        var head = HeadOf(name, seal);
        var outer = head switch
        {
            SealHead.OfMasterKey master => await CopyAsync(master.Number, cancellation),
            SealHead.OfKms kms => await kmsKeys.OpenAsync(call, name, kms.Seal, cancellation),
            SealHead.OfCustomerKey customer => Checked(customer, customerKey),
            _ => throw new InvalidOperationException("There is no such seal."),
        };
        if (OpenObjectKey.Open(name, length, seal, outer, head) is { } key) return key;
        outer.Dispose();
        throw new DamagedObjectException($"The seal of {name.Arn}, version {name.VersionId}, is not the one that was made for it.");
    }

    internal async ValueTask<ObjectSeal> ResealAsync(
        Call call, OpenObjectKey key, ObjectName name, long? length, ObjectEncryption encryption, CancellationToken cancellation)
    {
        var (outer, head) = await OuterAsync(call, name, encryption, cancellation);
        using (outer) return key.Seal(name, length, outer, head);
    }

    private static SealHead HeadOf(ObjectName name, ObjectSeal seal)
    {
        try
        {
            if (seal.Bytes.Length > OpenObjectKey.BoxLength) return SealHead.Read(seal.Bytes.AsSpan(0, seal.Bytes.Length - OpenObjectKey.BoxLength));
        }
        catch (FormatException)
        {
            // As any other seal that does not open.
        }

        throw new DamagedObjectException($"The seal of {name.Arn}, version {name.VersionId}, is garbage.");
    }

    private async ValueTask<(KeyMaterial Outer, SealHead Head)> OuterAsync(
        Call call, ObjectName name, ObjectEncryption encryption, CancellationToken cancellation)
    {
        switch (encryption)
        {
            case ObjectEncryption.S3:
                var number = await masterKeys.CurrentAsync(cancellation);
                return (await CopyAsync(number, cancellation), new SealHead.OfMasterKey(number));
            case ObjectEncryption.Kms kms:
                var made = await kmsKeys.GenerateAsync(call, name, kms, cancellation);
                return (made.Plaintext, new SealHead.OfKms(new(made.KeyArn, made.Wrapped, kms.Context, kms.BucketKeyEnabled)));
            case ObjectEncryption.Customer customer:
                var salt = new byte[CustomerKeyCheck.SaltLength];
                RandomBytes.Fill(salt);
                using (var lease = customer.Key.Borrow())
                    return (KeyMaterial.CopyOf(lease.Bytes), new SealHead.OfCustomerKey(salt, CustomerKeyCheck.Of(lease.Bytes, salt)));
            default:
                throw new InvalidOperationException("There is no such encryption.");
        }
    }

    private async ValueTask<KeyMaterial> CopyAsync(int number, CancellationToken cancellation)
    {
        var master = await masterKeys.GetAsync(number, cancellation);
        using var lease = master.Borrow();
        return KeyMaterial.CopyOf(lease.Bytes);
    }

    private static KeyMaterial Checked(SealHead.OfCustomerKey customer, KeyMaterial? key)
    {
        if (key is not { Length: SealedBox.KeyLength }) throw S3Faults.WrongCustomerKey();
        using var lease = key.Borrow();
        return FixedTime.Equals(CustomerKeyCheck.Of(lease.Bytes, customer.Salt), customer.Check) ? KeyMaterial.CopyOf(lease.Bytes) : throw S3Faults.WrongCustomerKey();
    }
}
