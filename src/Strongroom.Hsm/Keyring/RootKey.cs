using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The installation's one root key. Nothing is sealed under it directly: it only derives the keys of purposes.</summary>
internal sealed class RootKey(Guid id, KeyMaterial material)
{
    public Guid Id => id;

    public KeyMaterial Material => material;

    public static RootKey New(SecretArena arena) => new(BackingKeyId.New().Value, KeyMaterial.Random(SlotRecord.RootKeyLength, arena));

    /// <summary>The key of one purpose and name.</summary>
    public KeyMaterial Derive(ReadOnlySpan<char> purpose, byte name, SecretArena arena)
    {
        var context = new ContextWriter(stackalloc byte[128]);
        context.Field(purpose);
        context.Raw([name]);
        using var root = material.Borrow();
        return KeyMaterial.Create(SealedBox.KeyLength, new Parts(root.Bytes, context.Written),
            static (key, parts) => Kdf.Derive(parts.Root, "strongroom/purpose/v1"u8, parts.Context, key), arena);
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> root, ReadOnlySpan<byte> context)
    {
        public readonly ReadOnlySpan<byte> Root = root, Context = context;
    }
}
