namespace Strongroom.Cryptography;

/// <summary>The keys of one purpose (records, audit, page tokens, credentials, sessions), named so that they can be turned over.</summary>
public interface IPurposeKeys
{
    /// <summary>The name, 1 to 255, of the key for new boxes.</summary>
    byte Current { get; }

    /// <summary>The key of that name; null if there is none. The keyring owns it: borrow it, never dispose it.</summary>
    KeyMaterial? Find(byte name);
}

/// <summary>A sealed box that says which key of a purpose opens it: one byte of name, then the box.</summary>
public static class NamedBox
{
    /// <summary>Bytes that sealing adds to a plaintext shorter than one chunk.</summary>
    public static int SealedLength(int plaintextLength) => 1 + SealedBox.SealedLength(plaintextLength);

    /// <summary>The plaintext's length, or -1.</summary>
    public static int OpenedLength(int boxLength) => boxLength < 1 ? -1 : SealedBox.OpenedLength(boxLength - 1);

    /// <summary>Seals under the purpose's current key. The key's name is part of the context.</summary>
    public static void Seal(IPurposeKeys keys, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, Span<byte> box)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var name = keys.Current;
        var key = keys.Find(name) ?? throw new InvalidOperationException("The current key of a purpose is missing.");
        if (box.Length != SealedLength(plaintext.Length))
            throw new ArgumentException("The box has the wrong length for its content.", nameof(box));

        box[0] = name;
        using var lease = key.Borrow();
        SealedBox.Seal(lease.Bytes, new(box[..1], context), plaintext, box[1..]);
    }

    /// <summary>Opens a box under the key that it names; false, with zeros as plaintext, if anything is wrong.</summary>
    public static bool TryOpen(IPurposeKeys keys, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (box.IsEmpty || keys.Find(box[0]) is not { } key)
        {
            plaintext.Clear();
            return false;
        }

        using var lease = key.Borrow();
        return SealedBox.TryOpen(lease.Bytes, new(box[..1], context), box[1..], plaintext);
    }
}
