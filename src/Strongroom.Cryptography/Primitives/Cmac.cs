using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>AES-CMAC (SP 800-38B): the library has the block cipher but not this mode.</summary>
public static class Cmac
{
    /// <summary>Bytes of a full tag.</summary>
    public const int Length = 16;

    private const int BlockLength = 16, PieceLength = 4096;

    /// <summary>
    /// Writes the 16-byte tag of <paramref name="data"/> to the front of <paramref name="tag"/>. The key has 16, 24 or 32 bytes.
    /// </summary>
    public static void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);

        // All blocks but the last, then the last one masked by a subkey: the first if it is whole, the second if it was padded.
        var bodyLength = data.IsEmpty ? 0 : (data.Length - 1) / BlockLength * BlockLength;
        var rest = data[bodyLength..];
        Span<byte> chain = stackalloc byte[BlockLength], last = stackalloc byte[BlockLength], subkey = stackalloc byte[BlockLength];
        chain.Clear();
        Chain(aes, data[..bodyLength], chain);

        last.Clear();
        rest.CopyTo(last);
        if (rest.Length < BlockLength) last[rest.Length] = 0x80;
        subkey.Clear();
        aes.EncryptEcb(subkey, subkey, PaddingMode.None);
        Double(subkey);
        if (rest.Length < BlockLength) Double(subkey);
        for (var i = 0; i < BlockLength; i++) last[i] ^= (byte)(subkey[i] ^ chain[i]);
        aes.EncryptEcb(last, tag[..Length], PaddingMode.None);

        CryptographicOperations.ZeroMemory(subkey);
        CryptographicOperations.ZeroMemory(last);
    }

    private static void Chain(Aes aes, ReadOnlySpan<byte> blocks, Span<byte> chain)
    {
        Span<byte> encrypted = stackalloc byte[PieceLength];
        while (!blocks.IsEmpty)
        {
            var piece = blocks[..Math.Min(blocks.Length, PieceLength)];
            aes.EncryptCbc(piece, chain, encrypted, PaddingMode.None);
            encrypted.Slice(piece.Length - BlockLength, BlockLength).CopyTo(chain);
            blocks = blocks[piece.Length..];
        }
    }

    /// <summary>Multiplies by x in GF(2¹²⁸), most significant bit first, without a branch on the value.</summary>
    private static void Double(Span<byte> block)
    {
        var carry = (byte)(-(block[0] >> 7) & 0x87);
        for (var i = 0; i < BlockLength - 1; i++) block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));
        block[^1] = (byte)((block[^1] << 1) ^ carry);
    }
}
