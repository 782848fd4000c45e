using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>A backing key in the clear, and what every use of it needs: the head of its blobs' context.</summary>
internal sealed class OpenedKey : IDisposable
{
    private readonly WrappedBackingKey _wrapped;
    private readonly byte[] _contextHead = new byte[CiphertextBlob.ContextHeadLength];

    public OpenedKey(WrappedBackingKey wrapped, KeyMaterial material, long opened)
    {
        (_wrapped, Material, Opened) = (wrapped, material, opened);
        new CiphertextBlob(wrapped.Identity.Account, wrapped.Identity.KeyId, wrapped.Identity.Id).WriteContextHead(_contextHead);
    }

    public KeyMaterial Material { get; }

    /// <summary>A timestamp of the time provider.</summary>
    public long Opened { get; }

    public BackingKeyId Id => _wrapped.Identity.Id;

    public ReadOnlySpan<byte> ContextHead => _contextHead;

    public ReadOnlySpan<byte> Header => _contextHead.AsSpan(^CiphertextBlob.HeaderLength);

    /// <summary>True if this is what <paramref name="wrapped"/> opens to. An id alone is not enough: the token must be the very same.</summary>
    public bool IsOf(WrappedBackingKey wrapped) =>
        ReferenceEquals(_wrapped, wrapped) || (_wrapped.Identity == wrapped.Identity && _wrapped.Token.Span.SequenceEqual(wrapped.Token.Span));

    public void Dispose() => Material.Dispose();
}
