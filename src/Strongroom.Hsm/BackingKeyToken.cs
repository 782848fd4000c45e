using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>
/// The bytes of a wrapped backing key: version, suite, the domain key's id, and a box bound to the backing key's identity.
/// </summary>
/// <remarks>docs/formats/backing-key.md.</remarks>
internal static class BackingKeyToken
{
    private const byte Version = 1, Suite = 1;
    private const int DomainKeyAt = 2, HeaderLength = DomainKeyAt + 16;

    public static byte[] Wrap(IKeyring keyring, BackingKeyIdentity identity, ReadOnlySpan<byte> material)
    {
        var domainKey = keyring.CurrentDomainKey;
        var token = new byte[HeaderLength + SealedBox.SealedLength(material.Length)];
        (token[0], token[1]) = (Version, Suite);
        domainKey.Id.TryWriteBytes(token.AsSpan(DomainKeyAt), bigEndian: true, out _);

        using var lease = domainKey.Material.Borrow();
        SealedBox.Seal(lease.Bytes, Context(stackalloc byte[512], token, identity), material, token.AsSpan(HeaderLength));
        return token;
    }

    public static Guid DomainKeyOf(ReadOnlySpan<byte> token) =>
        token.Length < HeaderLength ? Guid.Empty : new Guid(token.Slice(DomainKeyAt, 16), bigEndian: true);

    /// <exception cref="BackingKeyUnavailableException"/>
    public static KeyMaterial Unwrap(IKeyring keyring, WrappedBackingKey key)
    {
        var token = key.Token.Span;
        var length = token.Length < HeaderLength ? -1 : SealedBox.OpenedLength(token.Length - HeaderLength);
        if (length < 0 || token[0] != Version || token[1] != Suite) throw Unavailable(key, "is no token of a known version");

        var domainKeyId = DomainKeyOf(token);
        var domainKey = keyring.FindDomainKey(domainKeyId)
            ?? throw Unavailable(key, $"needs domain key {domainKeyId:n}, which is not in the keyring");
        using var lease = domainKey.Material.Borrow();
        var context = Context(stackalloc byte[512], token, key.Identity);
        return KeyMaterial.Create(length, new Parts(lease.Bytes, context, token[HeaderLength..]), static (material, parts) =>
        {
            if (!SealedBox.TryOpen(parts.Key, parts.Context, parts.Box, material)) throw DoesNotOpen();
        }, keyring.Arena);
    }

    private static ReadOnlySpan<byte> Context(Span<byte> buffer, ReadOnlySpan<byte> token, BackingKeyIdentity identity)
    {
        Span<byte> id = stackalloc byte[16];
        identity.Id.Value.TryWriteBytes(id, bigEndian: true, out _);
        var context = new ContextWriter(buffer);
        context.Raw("strongroom/backing-key/v1"u8);
        context.Field(token[..HeaderLength]);
        context.Field(identity.Account);
        context.Field(identity.KeyId);
        context.Field(id);
        context.Field(identity.KeySpec);
        return context.Written;
    }

    private static BackingKeyUnavailableException Unavailable(WrappedBackingKey key, string why) =>
        new($"Backing key {key.Identity.Id} of KMS key {key.Identity.KeyId} {why}.");

    private static BackingKeyUnavailableException DoesNotOpen() =>
        new("A backing key does not open: it is damaged, or belongs to another KMS key.");

    private readonly ref struct Parts(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box)
    {
        public readonly ReadOnlySpan<byte> Key = key, Context = context, Box = box;
    }
}
