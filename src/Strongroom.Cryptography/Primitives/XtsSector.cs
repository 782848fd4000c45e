using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>AES-XTS (IEEE 1619, SP 800-38E) of one sector at a time: hides content, does not protect it from change.</summary>
/// <remarks>Composed of the library's block cipher. For one thread at a time. The key is two keys, which must differ.</remarks>
public sealed class XtsSector : IDisposable
{
    private const int BlockLength = 16, PieceLength = 4096;

    private readonly Aes _data = Aes.Create(), _tweak = Aes.Create();

    /// <param name="key">32 bytes for AES-128, 64 for AES-256.</param>
    /// <exception cref="ArgumentException">Another length, or equal halves.</exception>
    public XtsSector(ReadOnlySpan<byte> key)
    {
        if (key.Length is not (32 or 64)) throw new ArgumentException("An XTS key has 32 or 64 bytes.", nameof(key));
        var half = key.Length / 2;
        if (CryptographicOperations.FixedTimeEquals(key[..half], key[half..]))
            throw new ArgumentException("The halves of an XTS key must differ.", nameof(key));
        _data.SetKey(key[..half]);
        _tweak.SetKey(key[half..]);
    }

    /// <summary>Encrypts a sector of 16 bytes or more. The tweak is the sector's number, as 16 bytes little-endian.</summary>
    public void Encrypt(ReadOnlySpan<byte> tweak, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext) =>
        Run(tweak, plaintext, ciphertext, encrypt: true);

    /// <summary>Decrypts a sector.</summary>
    public void Decrypt(ReadOnlySpan<byte> tweak, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        Run(tweak, ciphertext, plaintext, encrypt: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Dispose();
        _tweak.Dispose();
    }

    private void Run(ReadOnlySpan<byte> tweak, ReadOnlySpan<byte> source, Span<byte> destination, bool encrypt)
    {
        if (source.Length < BlockLength) throw new ArgumentException("A sector has at least 16 bytes.", nameof(source));
        if (destination.Length != source.Length)
            throw new ArgumentException("Both sides of a sector have one length.", nameof(destination));

        Span<byte> mask = stackalloc byte[BlockLength];
        _tweak.EncryptEcb(tweak, mask, PaddingMode.None);
        var tail = source.Length % BlockLength;
        var whole = source.Length - tail;
        if (tail != 0) whole -= BlockLength;
        RunBlocks(mask, source[..whole], destination[..whole], encrypt);
        if (tail != 0) Steal(mask, source[whole..], destination[whole..], tail, encrypt);
        CryptographicOperations.ZeroMemory(mask);
    }

    private void RunBlocks(Span<byte> mask, ReadOnlySpan<byte> source, Span<byte> destination, bool encrypt)
    {
        Span<byte> masks = stackalloc byte[PieceLength];
        while (!source.IsEmpty)
        {
            var length = Math.Min(PieceLength, source.Length);
            for (var at = 0; at < length; at += BlockLength)
            {
                mask.CopyTo(masks[at..]);
                Double(mask);
            }

            Masked(masks[..length], source[..length], destination[..length], encrypt);
            source = source[length..];
            destination = destination[length..];
        }
    }

    /// <summary>The last whole block and the part behind it: the part borrows the end of the block's ciphertext.</summary>
    private void Steal(Span<byte> mask, ReadOnlySpan<byte> source, Span<byte> destination, int tail, bool encrypt)
    {
        Span<byte> first = stackalloc byte[BlockLength], second = stackalloc byte[BlockLength], next = stackalloc byte[BlockLength];
        mask.CopyTo(next);
        Double(next);
        Masked(encrypt ? mask : next, source[..BlockLength], first, encrypt);
        source[BlockLength..].CopyTo(second);
        first[tail..].CopyTo(second[tail..]);
        Masked(encrypt ? next : mask, second, destination[..BlockLength], encrypt);
        first[..tail].CopyTo(destination[BlockLength..]);
        CryptographicOperations.ZeroMemory(first);
        CryptographicOperations.ZeroMemory(second);
    }

    private void Masked(ReadOnlySpan<byte> masks, ReadOnlySpan<byte> source, Span<byte> destination, bool encrypt)
    {
        Xor(source, masks, destination);
        if (encrypt) _data.EncryptEcb(destination, destination, PaddingMode.None);
        else _data.DecryptEcb(destination, destination, PaddingMode.None);
        Xor(destination, masks, destination);
    }

    private static void Xor(ReadOnlySpan<byte> source, ReadOnlySpan<byte> masks, Span<byte> destination)
    {
        var from = MemoryMarshal.Cast<byte, Vector128<byte>>(source);
        var with = MemoryMarshal.Cast<byte, Vector128<byte>>(masks);
        var to = MemoryMarshal.Cast<byte, Vector128<byte>>(destination);
        for (var i = 0; i < from.Length; i++) to[i] = from[i] ^ with[i];
    }

    /// <summary>Multiplies by x in GF(2¹²⁸), least significant byte first, without a branch on the value.</summary>
    private static void Double(Span<byte> mask)
    {
        var value = BinaryPrimitives.ReadUInt128LittleEndian(mask);
        var carry = (UInt128)(0x87 & (0 - (ulong)(value >> 127)));
        BinaryPrimitives.WriteUInt128LittleEndian(mask, (value << 1) ^ carry);
    }
}
