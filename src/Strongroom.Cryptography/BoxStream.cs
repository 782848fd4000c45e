using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Where things stand in a sealed box too large for one span: docs/formats/sealed-box.md.</summary>
public static class BoxLayout
{
    /// <summary>Bytes of salt and commitment, before the first chunk.</summary>
    public const int HeaderLength = SealedBox.HeaderLength;

    /// <summary>Bytes of plaintext in every chunk but the last.</summary>
    public const int ChunkLength = SealedBox.ChunkLength;

    /// <summary>Bytes of such a chunk when sealed.</summary>
    public const int SealedChunkLength = SealedBox.SealedChunkLength;

    /// <summary>The length of the box that holds <paramref name="plaintextLength"/> bytes.</summary>
    public static long SealedLength(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        return checked(HeaderLength + plaintextLength + (plaintextLength / ChunkLength + 1) * Gcm.TagLength);
    }

    /// <summary>Where a chunk begins in the box.</summary>
    public static long OffsetOf(long chunk) => HeaderLength + chunk * SealedChunkLength;
}

/// <summary>Seals a box whose content comes in pieces. Used by one thread at a time.</summary>
public sealed class BoxSealer : IDisposable
{
    private readonly byte[] header = new byte[BoxLayout.HeaderLength];
    private readonly KeyMaterial derived;
    private long chunk;
    private bool ended;

    /// <summary>Begins a box under a key of 32 bytes, which is not kept.</summary>
    public BoxSealer(ReadOnlySpan<byte> key, BoxContext context)
    {
        RandomNumberGenerator.Fill(header.AsSpan(0, BoxKeys.SaltLength));
        derived = BoxKeys.DeriveKept(key, header.AsSpan(0, BoxKeys.SaltLength), context, out var commitment);
        commitment.CopyTo(header, BoxKeys.SaltLength);
    }

    /// <summary>The first bytes of the box: salt and commitment.</summary>
    public ReadOnlyMemory<byte> Header => header;

    /// <summary>What binds the box to its key, context and salt.</summary>
    public ReadOnlyMemory<byte> Commitment => header.AsMemory(BoxKeys.SaltLength);

    /// <summary>Seals the next piece: whole chunks, or what is left at the end, perhaps nothing.</summary>
    /// <param name="plaintext">A multiple of <see cref="BoxLayout.ChunkLength"/>, unless <paramref name="last"/>.</param>
    /// <param name="last">Nothing comes behind.</param>
    /// <param name="sealed">Receives the chunks.</param>
    /// <returns>How many bytes were written.</returns>
    public int Seal(ReadOnlySpan<byte> plaintext, bool last, Span<byte> @sealed)
    {
        if (ended) throw new InvalidOperationException("The box has ended.");
        if (!last && plaintext.Length % BoxLayout.ChunkLength != 0) throw new ArgumentException("Only the last chunk may be short.", nameof(plaintext));

        using var lease = derived.Borrow();
        var keys = BoxKeys.Kept(lease.Bytes);
        using var gcm = new Gcm(keys.Key);
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        var written = 0;
        while (plaintext.Length > 0 || last)
        {
            var length = Math.Min(plaintext.Length, BoxLayout.ChunkLength);
            keys.NonceOf(chunk++, nonce);
            gcm.Encrypt(nonce, plaintext[..length], @sealed.Slice(written, length + Gcm.TagLength));
            written += length + Gcm.TagLength;
            plaintext = plaintext[length..];
            if (length < BoxLayout.ChunkLength) break;
        }

        ended = last;
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => derived.Dispose();
}

/// <summary>Opens chunks of a box in any order. May be used by several threads.</summary>
public sealed class BoxOpener : IDisposable
{
    private readonly KeyMaterial derived;
    private readonly byte[] commitment;

    /// <summary>Prepares to open the box that begins with <paramref name="header"/>, under a key of 32 bytes, which is not kept.</summary>
    public BoxOpener(ReadOnlySpan<byte> key, BoxContext context, ReadOnlySpan<byte> header)
    {
        derived = BoxKeys.DeriveKept(key, header[..BoxKeys.SaltLength], context, out commitment);
        IsCommitted = CryptographicOperations.FixedTimeEquals(commitment, header[BoxKeys.SaltLength..BoxLayout.HeaderLength]);
    }

    /// <summary>The box was sealed under this key and context; no other chunk is ever opened.</summary>
    public bool IsCommitted { get; }

    /// <summary>What binds the box to its key, context and salt.</summary>
    public ReadOnlySpan<byte> Commitment => commitment;

    /// <summary>Opens consecutive chunks; false, and zeroes, if anything is wrong.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="sealed">Whole sealed chunks, of which the last may be the box's short one.</param>
    /// <param name="plaintext">Receives <paramref name="sealed"/> less 16 bytes a chunk.</param>
    public bool TryOpen(long first, ReadOnlySpan<byte> @sealed, Span<byte> plaintext)
    {
        if (!IsCommitted)
        {
            plaintext.Clear();
            return false;
        }

        using var lease = derived.Borrow();
        var keys = BoxKeys.Kept(lease.Bytes);
        using var gcm = new Gcm(keys.Key);
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        var opened = plaintext;
        while (@sealed.Length > 0)
        {
            var length = Math.Min(@sealed.Length, BoxLayout.SealedChunkLength);
            keys.NonceOf(first++, nonce);
            if (length < Gcm.TagLength || !gcm.TryDecrypt(nonce, @sealed[..length], opened[..(length - Gcm.TagLength)]))
            {
                plaintext.Clear();
                return false;
            }

            @sealed = @sealed[length..];
            opened = opened[(length - Gcm.TagLength)..];
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => derived.Dispose();
}
