using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The keys 1 to <paramref name="current"/> of one purpose, each derived from the root key when first asked for.</summary>
internal sealed class PurposeKeys(RootKey root, string purpose, byte current, SecretArena arena) : IPurposeKeys
{
    private readonly KeyMaterial?[] _keys = new KeyMaterial?[current + 1];

    public byte Current => current;

    public KeyMaterial? Find(byte name)
    {
        if (name == 0 || name > current) return null;
        if (Volatile.Read(ref _keys[name]) is { } key) return key;

        var derived = root.Derive(purpose, name, arena);
        if (Interlocked.CompareExchange(ref _keys[name], derived, null) is not { } other) return derived;
        derived.Dispose();
        return other;
    }
}
