using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Keys wrapped by keys with AES: KW (RFC 3394) and KWP (RFC 5649). The library has the second only.</summary>
public static class KeyWrap
{
    private const int HalfBlock = 8, BlockLength = 16;
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <summary>Wraps a key of 16 bytes or more, a multiple of 8, into 8 bytes more.</summary>
    public static void Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        if (key.Length < 2 * HalfBlock || key.Length % HalfBlock != 0)
            throw new ArgumentException("AES key wrap takes 16 bytes or more, in eights.", nameof(key));
        if (wrapped.Length != key.Length + HalfBlock)
            throw new ArgumentException("A wrapped key is 8 bytes longer than the key.", nameof(wrapped));

        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        var blocks = wrapped[HalfBlock..];
        key.CopyTo(blocks);
        Span<byte> pair = stackalloc byte[BlockLength];
        var check = InitialValue;
        ulong step = 0;
        for (var round = 0; round < 6; round++)
        {
            for (var at = 0; at < blocks.Length; at += HalfBlock)
            {
                BinaryPrimitives.WriteUInt64BigEndian(pair, check);
                blocks.Slice(at, HalfBlock).CopyTo(pair[HalfBlock..]);
                aes.EncryptEcb(pair, pair, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(pair) ^ ++step;
                pair[HalfBlock..].CopyTo(blocks[at..]);
            }
        }

        BinaryPrimitives.WriteUInt64BigEndian(wrapped, check);
        CryptographicOperations.ZeroMemory(pair);
    }

    /// <summary>Unwraps into <paramref name="key"/>, 8 bytes shorter; false, with zeros, if the wrapping is not intact.</summary>
    public static bool TryUnwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length < 3 * HalfBlock || wrapped.Length % HalfBlock != 0) return false;
        if (key.Length != wrapped.Length - HalfBlock)
            throw new ArgumentException("A key is 8 bytes shorter than its wrapping.", nameof(key));

        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        wrapped[HalfBlock..].CopyTo(key);
        Span<byte> pair = stackalloc byte[BlockLength];
        var check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        var step = (ulong)(6 * key.Length / HalfBlock);
        for (var round = 0; round < 6; round++)
        {
            for (var at = key.Length - HalfBlock; at >= 0; at -= HalfBlock)
            {
                BinaryPrimitives.WriteUInt64BigEndian(pair, check ^ step--);
                key.Slice(at, HalfBlock).CopyTo(pair[HalfBlock..]);
                aes.DecryptEcb(pair, pair, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(pair);
                pair[HalfBlock..].CopyTo(key[at..]);
            }
        }

        CryptographicOperations.ZeroMemory(pair);
        if ((check ^ InitialValue) == 0) return true;
        CryptographicOperations.ZeroMemory(key);
        return false;
    }

    /// <summary>The length of a key of <paramref name="keyLength"/> bytes wrapped with padding.</summary>
    public static int PaddedLength(int keyLength) => Aes.GetKeyWrapPaddedLength(keyLength);

    /// <summary>Wraps a key of any length but 0 with padding, into <see cref="PaddedLength"/> bytes.</summary>
    public static void WrapPadded(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        aes.EncryptKeyWrapPadded(key, wrapped);
    }

    /// <summary>Unwraps a key with padding; null if the wrapping is not intact.</summary>
    public static KeyMaterial? UnwrapPadded(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, SecretArena? arena = null)
    {
        if (wrapped.Length < BlockLength || wrapped.Length % HalfBlock != 0) return null;
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        var length = 0;
        try
        {
            using var padded = KeyMaterial.Create(wrapped.Length, new Unwrapping(aes, wrapped, ref length),
                static (buffer, unwrapping) => unwrapping.Length = unwrapping.Aes.DecryptKeyWrapPadded(unwrapping.Wrapped, buffer), arena);
            using var lease = padded.Borrow();
            return KeyMaterial.CopyOf(lease.Bytes[..length], arena);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private readonly ref struct Unwrapping(Aes aes, ReadOnlySpan<byte> wrapped, ref int length)
    {
        public readonly Aes Aes = aes;
        public readonly ReadOnlySpan<byte> Wrapped = wrapped;
        public readonly ref int Length = ref length;
    }
}
