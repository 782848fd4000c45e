namespace Strongroom.Cryptography;

/// <summary>
/// Authenticated encryption of everything that Strongroom encrypts itself: C2SP chunked encryption with HKDF-Expand-SHA-512 and AES-256-GCM.
/// </summary>
/// <remarks>docs/formats/sealed-box.md. Salt 24, commitment 32, then chunks of 16 KiB with a tag of 16 each; commits to the key and binds a context.</remarks>
public static class SealedBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>The length of the box that holds <paramref name="plaintextLength"/> bytes.</summary>
    public static int SealedLength(int plaintextLength) => throw new NotImplementedException();

    /// <summary>The length of what a box of <paramref name="boxLength"/> bytes holds, or -1 where no box has that length.</summary>
    public static int OpenedLength(int boxLength) => throw new NotImplementedException();

    /// <summary>Seals <paramref name="plaintext"/> into <paramref name="box"/>, which has exactly <see cref="SealedLength"/> bytes.</summary>
    public static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, Span<byte> box) => throw new NotImplementedException();

    /// <summary>Opens a box into <paramref name="plaintext"/>, which has exactly <see cref="OpenedLength"/> bytes; false, and zeroes, if anything is wrong.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box, Span<byte> plaintext) => throw new NotImplementedException();
}
