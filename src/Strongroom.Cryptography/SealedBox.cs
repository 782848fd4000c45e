using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>
/// Authenticated encryption of everything that Strongroom encrypts itself: C2SP chunked encryption with HKDF-Expand-SHA-512 and
/// AES-256-GCM.
/// </summary>
/// <remarks>
/// docs/formats/sealed-box.md. Salt 24, commitment 32, then chunks of 16 KiB with a tag of 16 each; commits to the key and binds a
/// context. The
/// last chunk is always shorter than 16 KiB, perhaps empty, so that a cut shows in the length.
/// </remarks>
public static class SealedBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = BoxKeys.InputKeyLength;

    /// <summary>The shortest box: one that holds nothing.</summary>
    public const int Overhead = HeaderLength + Gcm.TagLength;

    internal const int HeaderLength = BoxKeys.SaltLength + BoxKeys.CommitmentLength;
    internal const int ChunkLength = 16 << 10, SealedChunkLength = ChunkLength + Gcm.TagLength;

    /// <summary>The length of the box that holds <paramref name="plaintextLength"/> bytes.</summary>
    /// <exception cref="OverflowException">The box would not fit into one span.</exception>
    public static int SealedLength(int plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        return checked(HeaderLength + plaintextLength + (plaintextLength / ChunkLength + 1) * Gcm.TagLength);
    }

    /// <summary>The length of what a box of <paramref name="boxLength"/> bytes holds, or -1 where no box has that length.</summary>
    public static int OpenedLength(int boxLength)
    {
        if (boxLength < Overhead) return -1;
        var (full, last) = int.DivRem(boxLength - HeaderLength, SealedChunkLength);
        return last < Gcm.TagLength ? -1 : full * ChunkLength + last - Gcm.TagLength;
    }

    /// <summary>
    /// Seals <paramref name="plaintext"/> into <paramref name="box"/>, which has exactly <see cref="SealedLength"/> bytes and overlaps
    /// nothing.
    /// </summary>
    public static void Seal(ReadOnlySpan<byte> key, BoxContext context, ReadOnlySpan<byte> plaintext, Span<byte> box)
    {
        if (box.Length != SealedLength(plaintext.Length))
            throw new ArgumentException("The box has the wrong length for its content.", nameof(box));

        var salt = box[..BoxKeys.SaltLength];
        RandomNumberGenerator.Fill(salt);
        Span<byte> derived = stackalloc byte[BoxKeys.Length];
        try
        {
            var keys = BoxKeys.Derive(key, salt, context, derived);
            keys.Commitment.CopyTo(box[BoxKeys.SaltLength..]);
            SealChunks(keys, plaintext, box[HeaderLength..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>
    /// Opens a box into <paramref name="plaintext"/>, which has exactly <see cref="OpenedLength"/> bytes; false, and zeroes, if anything
    /// is wrong.
    /// </summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, BoxContext context, ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        var length = OpenedLength(box.Length);
        if (length >= 0 && plaintext.Length != length)
            throw new ArgumentException("The plaintext has the wrong length for its box.", nameof(plaintext));

        Span<byte> derived = stackalloc byte[BoxKeys.Length];
        var opened = false;
        try
        {
            if (length < 0) return false;
            var keys = BoxKeys.Derive(key, box[..BoxKeys.SaltLength], context, derived);
            // The commitment first: a box that fits two keys would otherwise open under each to something else.
            opened = CryptographicOperations.FixedTimeEquals(keys.Commitment, box[BoxKeys.SaltLength..HeaderLength])
                && TryOpenChunks(keys, box[HeaderLength..], plaintext);
            return opened;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            if (!opened) CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static void SealChunks(BoxKeys keys, ReadOnlySpan<byte> plaintext, Span<byte> chunks)
    {
        using var gcm = new Gcm(keys.Key);
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        for (long index = 0; ; index++)
        {
            var length = Math.Min(plaintext.Length, ChunkLength);
            keys.NonceOf(index, nonce);
            gcm.Encrypt(nonce, plaintext[..length], chunks[..(length + Gcm.TagLength)]);
            if (length < ChunkLength) return;
            plaintext = plaintext[length..];
            chunks = chunks[SealedChunkLength..];
        }
    }

    private static bool TryOpenChunks(BoxKeys keys, ReadOnlySpan<byte> chunks, Span<byte> plaintext)
    {
        using var gcm = new Gcm(keys.Key);
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        for (long index = 0; ; index++)
        {
            var length = Math.Min(chunks.Length, SealedChunkLength);
            keys.NonceOf(index, nonce);
            if (!gcm.TryDecrypt(nonce, chunks[..length], plaintext[..(length - Gcm.TagLength)])) return false;
            if (length < SealedChunkLength) return true;
            plaintext = plaintext[ChunkLength..];
            chunks = chunks[length..];
        }
    }
}
