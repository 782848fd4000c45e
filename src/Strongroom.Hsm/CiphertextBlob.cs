using System.Buffers.Binary;
using System.Globalization;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The clear header of a ciphertext blob: who can open it. Everything in it is bound into the box behind it.</summary>
/// <remarks>docs/formats/ciphertext-blob.md.</remarks>
public readonly record struct CiphertextBlob(string Account, string KeyId, BackingKeyId BackingKeyId)
{
    /// <summary>The most bytes that Encrypt takes.</summary>
    public const int MaximumPlaintextLength = 4096;

    internal const int HeaderLength = BackingKeyAt + 16;
    internal const int ContextHeadLength = 17 + sizeof(uint) + HeaderLength;

    private const int AccountAt = 3, KeyAt = 9, BackingKeyAt = 25;
    private const byte Version = 1, Suite = 1, MultiRegionFlag = 1;
    private const long Accounts = 1_000_000_000_000;

    /// <summary>The bytes a blob adds to its plaintext.</summary>
    public static int Overhead => HeaderLength + SealedBox.Overhead;

    /// <summary>Reads the header; false if these bytes are no blob of a known version and suite, or too short to hold a box.</summary>
    public static bool TryParse(ReadOnlySpan<byte> blob, out CiphertextBlob header)
    {
        header = default;
        if (blob.Length < Overhead || blob[0] != Version || blob[1] != Suite || (blob[2] & ~MultiRegionFlag) != 0) return false;
        var account = BinaryPrimitives.ReadInt64BigEndian(blob[(AccountAt - 2)..]) & 0xFFFF_FFFF_FFFF;
        if (account >= Accounts) return false;

        var key = new KmsKeyId(new(blob.Slice(KeyAt, 16), bigEndian: true), (blob[2] & MultiRegionFlag) != 0);
        header = new(
            account.ToString("d12", CultureInfo.InvariantCulture), key.ToString(), new(new(blob.Slice(BackingKeyAt, 16), bigEndian: true)));
        return true;
    }

    /// <summary>Writes the box's context up to the encryption context: purpose, length of the header, header.</summary>
    /// <exception cref="ArgumentException">
    /// The account is not 12 digits, or the key id neither a UUID nor <c>mrk-</c> and 32 hex digits.
    /// </exception>
    internal void WriteContextHead(Span<byte> destination)
    {
        if (!TryReadAccount(Account, out var account)) throw new ArgumentException("An account is 12 digits.", nameof(destination));
        if (!KmsKeyId.TryParse(KeyId, out var key))
            throw new ArgumentException("A KMS key id is a UUID, or mrk- and 32 hex digits.", nameof(destination));

        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt64BigEndian(header[(AccountAt - 2)..], account);
        (header[0], header[1], header[2]) = (Version, Suite, key.IsMultiRegion ? MultiRegionFlag : (byte)0);
        key.Value.TryWriteBytes(header[KeyAt..], bigEndian: true, out _);
        BackingKeyId.Value.TryWriteBytes(header[BackingKeyAt..], bigEndian: true, out _);

        var context = new ContextWriter(destination);
        context.Raw("strongroom/kms/v1"u8);
        context.Field(header);
    }

    private static bool TryReadAccount(string account, out long number)
    {
        number = 0;
        return account is { Length: 12 } && long.TryParse(account, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
