using System.Security.Cryptography;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>Opens the keyring with 32 random bytes in a file that only its owner can read.</summary>
/// <param name="path">The file; nobody but its owner may read it, or write in its folder.</param>
public sealed class KeyFileSlot(string path) : ISealSlot
{
    private const int KeyLength = 32;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <inheritdoc/>
    public SealSlotKind Kind => SealSlotKind.KeyFile;

    /// <summary>Makes the key file unless it is there: an interrupted start may have left it behind.</summary>
    public byte[] Prepare()
    {
        if (File.Exists(path)) return [];
        var folder = KeyringFolder.ForFile(path);
        Span<byte> key = stackalloc byte[KeyLength];
        RandomBytes.Fill(key);
        try
        {
            folder.Write(System.IO.Path.GetFileName(path), key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return [];
    }

    /// <inheritdoc/>
    public KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena)
    {
        if (!parameters.IsEmpty) throw new SealException("A key file slot has no parameters: the slot record is damaged.");
        KeyringFolder.ForFile(path);
        var key = KeyringFolder.Read(path, KeyLength) ?? throw new SealException($"The key file {path} is missing.");
        try
        {
            if (key.Length != KeyLength) throw new SealException($"The key file {path} has {key.Length} bytes, not {KeyLength}.");
            return KeyMaterial.Create(KeyLength, (ReadOnlySpan<byte>)key,
                static (slotKey, file) => Kdf.Derive(file, "strongroom/key-file-slot/v1"u8, default, slotKey), arena);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
