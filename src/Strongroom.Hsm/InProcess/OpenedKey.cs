using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>
/// A backing key in the clear, and what every use of it needs: the head of its blobs' context, the handle of its key pair.
/// </summary>
/// <remarks>Whoever uses it enters and leaves; what was disposed meanwhile is let go of when the last one leaves.</remarks>
internal sealed class OpenedKey : IDisposable
{
    private const int Retired = 1 << 30;

    private readonly WrappedBackingKey _wrapped;
    private readonly byte[] _contextHead = new byte[CiphertextBlob.ContextHeadLength];
    private readonly Lock _opening = new();
    private PrivateKey? _pair;
    private int _users;

    public OpenedKey(WrappedBackingKey wrapped, KeyMaterial material, long opened)
    {
        (_wrapped, Material, Opened) = (wrapped, material, opened);
        new CiphertextBlob(wrapped.Identity.Account, wrapped.Identity.KeyId, wrapped.Identity.Id).WriteContextHead(_contextHead);
        var wrapping = ImportWrapping.KindOf(wrapped.Identity.KeySpec);
        IsImportWrappingKey = wrapping is not null;
        Kind = wrapping ?? KeyKinds.Find(wrapped.Identity.KeySpec)
            ?? throw new BackingKeyUnavailableException($"Key spec {wrapped.Identity.KeySpec} is not supported.");
    }

    public KeyMaterial Material { get; }

    public KeyKind Kind { get; }

    /// <summary>True if the key unwraps imported key material and does nothing else.</summary>
    public bool IsImportWrappingKey { get; }

    /// <summary>A timestamp of the time provider.</summary>
    public long Opened { get; }

    public BackingKeyId Id => _wrapped.Identity.Id;

    public ReadOnlySpan<byte> ContextHead => _contextHead;

    public ReadOnlySpan<byte> Header => _contextHead.AsSpan(^CiphertextBlob.HeaderLength);

    /// <summary>The handle of a key pair, made at its first use. Only between entering and leaving.</summary>
    /// <exception cref="ArgumentException">The key is no key pair.</exception>
    public PrivateKey Pair
    {
        get
        {
            if (Volatile.Read(ref _pair) is { } pair) return pair;
            if (!Kind.IsKeyPair()) throw new ArgumentException($"A {Kind} key is no key pair.");
            lock (_opening)
            {
                if (_pair is { } made) return made;
                using var lease = Material.Borrow();
                return _pair = PrivateKey.Open(Kind, lease.Bytes);
            }
        }
    }

    /// <summary>
    /// True if this is what <paramref name="wrapped"/> opens to. An id alone is not enough: the token must be the very same.
    /// </summary>
    public bool IsOf(WrappedBackingKey wrapped) =>
        ReferenceEquals(_wrapped, wrapped)
            || (_wrapped.Identity == wrapped.Identity && _wrapped.Token.Span.SequenceEqual(wrapped.Token.Span));

    /// <summary>Holds the key open until <see cref="Leave"/>; false if it is already gone.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if ((users & Retired) != 0) return false;
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users) return true;
        }
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == Retired) Close();
    }

    public void Dispose()
    {
        if (Interlocked.Or(ref _users, Retired) == 0) Close();
    }

    private void Close()
    {
        Material.Dispose();
        _pair?.Dispose();
    }
}
