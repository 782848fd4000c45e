using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>AES-GCM with a 96-bit nonce and a full tag, behind its only door.</summary>
/// <remarks>
/// An <see cref="AesGcm"/> shared by two threads silently returns wrong bytes, even from decryption; a ref struct stays with one. Callers
/// owe a
/// nonce that the key has never seen: <see cref="SealedBox"/> derives both anew for each message.
/// </remarks>
internal readonly ref struct Gcm(ReadOnlySpan<byte> key) : IDisposable
{
    public const int NonceLength = 12, TagLength = 16;

    private readonly AesGcm _aes = new(key, TagLength);

    /// <summary>Fills <paramref name="box"/> with ciphertext, then tag.</summary>
    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> box, ReadOnlySpan<byte> data = default) =>
        _aes.Encrypt(nonce, plaintext, box[..^TagLength], box[^TagLength..], data);

    /// <summary>False, with zeros as plaintext, if the tag does not fit.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> box, Span<byte> plaintext, ReadOnlySpan<byte> data = default)
    {
        try
        {
            _aes.Decrypt(nonce, box[..^TagLength], box[^TagLength..], plaintext, data);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            plaintext.Clear();
            return false;
        }
    }

    public void Dispose() => _aes.Dispose();
}
