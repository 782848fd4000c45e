using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>The keys of one sealed box, derived from the long-lived key, the box's salt and its context.</summary>
/// <remarks>
/// HKDF-Expand with SHA-512 over <c>label, 0, salt, context</c>. The library's own refuses input keys shorter than a hash, which this
/// construction
/// uses on purpose, so its two HMAC blocks stand here; the vectors of the construction check them.
/// </remarks>
internal readonly ref struct BoxKeys
{
    public const int InputKeyLength = 32, SaltLength = 24, CommitmentLength = 32;
    public const int Length = KeyLength + Gcm.NonceLength + CommitmentLength;

    private const int KeyLength = 32, BlockLength = 64;

    private readonly ReadOnlySpan<byte> _derived;

    private BoxKeys(ReadOnlySpan<byte> derived) => _derived = derived;

    public ReadOnlySpan<byte> Key => _derived[..KeyLength];

    public ReadOnlySpan<byte> Commitment => _derived[(KeyLength + Gcm.NonceLength)..];

    private static ReadOnlySpan<byte> Label => "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"u8;

    /// <summary>Derives into <paramref name="derived"/>, <see cref="Length"/> bytes that the caller wipes.</summary>
    public static BoxKeys Derive(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, BoxContext context, Span<byte> derived)
    {
        if (inputKey.Length != InputKeyLength) throw new ArgumentException("A sealed box takes a key of 32 bytes.", nameof(inputKey));

        var length = checked(BlockLength + Label.Length + salt.Length + context.Length + 1);
        var inputs = new Inputs(inputKey, salt, context, derived);
        if (length <= 1024)
        {
            Span<byte> buffer = stackalloc byte[length];
            Expand(buffer, inputs);
            CryptographicOperations.ZeroMemory(buffer);
        }
        else
        {
            // The first block holds the key, so a buffer too long for the stack lies where secrets lie.
            KeyMaterial.Create(length, inputs, Expand).Dispose();
        }

        return new(derived);
    }

    /// <summary>As <see cref="Derive"/>, for a box that is worked on for a while: the result lies where secrets lie.</summary>
    public static KeyMaterial DeriveKept(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, BoxContext context, out byte[] commitment)
    {
        Span<byte> derived = stackalloc byte[Length];
        commitment = Derive(inputKey, salt, context, derived).Commitment.ToArray();
        return KeyMaterial.TakeFrom(derived);
    }

    /// <summary>The keys that <see cref="DeriveKept"/> laid away.</summary>
    public static BoxKeys Kept(ReadOnlySpan<byte> derived) => new(derived);

    /// <summary>The base nonce, with the chunk's index added without carry into its last eight bytes.</summary>
    public void NonceOf(long index, Span<byte> nonce)
    {
        _derived.Slice(KeyLength, Gcm.NonceLength).CopyTo(nonce);
        var low = nonce[4..];
        BinaryPrimitives.WriteInt64BigEndian(low, BinaryPrimitives.ReadInt64BigEndian(low) ^ index);
    }

    private static void Expand(Span<byte> buffer, Inputs inputs)
    {
        var message = buffer[BlockLength..];
        Label.CopyTo(message);
        inputs.Salt.CopyTo(message[Label.Length..]);
        inputs.Context.CopyTo(message[(Label.Length + inputs.Salt.Length)..]);

        var first = buffer[..BlockLength];
        message[^1] = 1;
        HMACSHA512.HashData(inputs.Key, message, first);
        first.CopyTo(inputs.Derived);

        Span<byte> second = stackalloc byte[BlockLength];
        message[^1] = 2;
        HMACSHA512.HashData(inputs.Key, buffer, second);
        second[..(Length - BlockLength)].CopyTo(inputs.Derived[BlockLength..]);
    }

    private readonly ref struct Inputs(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, BoxContext context, Span<byte> derived)
    {
        public readonly ReadOnlySpan<byte> Key = key, Salt = salt;
        public readonly BoxContext Context = context;
        public readonly Span<byte> Derived = derived;
    }
}
