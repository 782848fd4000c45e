namespace Strongroom.Cryptography;

/// <summary>AES-GMAC (SP 800-38D) with a 96-bit nonce: GCM that encrypts nothing.</summary>
public static class Gmac
{
    /// <summary>Bytes of a full tag.</summary>
    public const int Length = Gcm.TagLength;

    /// <summary>
    /// Writes the 16-byte tag of <paramref name="data"/>. A nonce used twice under one key gives the key's authentication away.
    /// </summary>
    public static void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        using var gcm = new Gcm(key);
        gcm.Encrypt(nonce, default, tag[..Length], data);
    }
}
