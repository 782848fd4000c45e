using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The keys of one purpose, each derived from its root key when first asked for.</summary>
internal sealed class PurposeKeys(Func<RootKeys> roots, string purpose, SecretArena arena) : IPurposeKeys
{
    private readonly KeyMaterial?[] _keys = new KeyMaterial?[byte.MaxValue + 1];

    public byte Current => roots().CurrentName;

    public KeyMaterial? Find(byte name)
    {
        if (Volatile.Read(ref _keys[name]) is { } key) return key;
        if (roots().Of(name) is not { } root) return null;

        var derived = root.Derive(purpose, name, arena);
        if (Interlocked.CompareExchange(ref _keys[name], derived, null) is not { } other) return derived;
        derived.Dispose();
        return other;
    }
}
