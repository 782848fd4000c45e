using System.Buffers;
using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>
/// Secret bytes in locked memory outside the garbage collector's heap: one owner, who disposes them, and disposing wipes them.
/// </summary>
/// <remarks>
/// To see the bytes one borrows them: a search for <c>Borrow(</c> lists every use of a secret in the program. Defines neither equality nor
/// a
/// hash code, and prints only its length.
/// </remarks>
public sealed class KeyMaterial : IDisposable
{
    private readonly SecretSlab _slab;
    private readonly int _slot;
    private readonly long _owner;

    private KeyMaterial(SecretArena arena, int length)
    {
        _slab = arena.Rent(length, out _slot, out _owner);
        Length = length;
    }

    /// <summary>Wipes a secret whose owner forgot it, since a slot that never comes back is lost to the arena for good.</summary>
    ~KeyMaterial() => Retire();

    /// <summary>How many bytes the secret has.</summary>
    public int Length { get; }

    /// <summary>Copies <paramref name="bytes"/> in; the caller still owns, and wipes, the source.</summary>
    /// <param name="bytes">The secret.</param>
    /// <param name="arena">Where it shall live; the shared arena by default.</param>
    public static KeyMaterial CopyOf(ReadOnlySpan<byte> bytes, SecretArena? arena = null) =>
        Create(bytes.Length, bytes, static (destination, source) => source.CopyTo(destination), arena);

    /// <summary>Moves <paramref name="bytes"/> in and zeroes the source, whether or not that succeeds.</summary>
    public static KeyMaterial TakeFrom(Span<byte> bytes, SecretArena? arena = null)
    {
        try
        {
            return CopyOf(bytes, arena);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Fresh bytes from the system's random generator.</summary>
    public static KeyMaterial Random(int length, SecretArena? arena = null) =>
        Create(length, 0, static (destination, _) => RandomNumberGenerator.Fill(destination), arena);

    /// <summary>
    /// Lets <paramref name="fill"/> write the secret in place, so that it never lies anywhere else. The bytes are zero before.
    /// </summary>
    public static KeyMaterial Create<TState>(int length, TState state, SpanAction<byte, TState> fill, SecretArena? arena = null)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(fill);
        var material = new KeyMaterial(arena ?? SecretArena.Shared, length);
        try
        {
            // Borrowed meanwhile, so that a zeroization waits for the last byte and then wipes it.
            using var lease = material.Borrow();
            fill(material._slab.Bytes(material._slot)[..length], state);
            return material;
        }
        catch
        {
            material.Dispose();
            throw;
        }
    }

    /// <summary>Lends the bytes until the lease is disposed. Another thread's <see cref="Dispose"/> waits for it, in effect.</summary>
    /// <exception cref="ObjectDisposedException">The secret, or its whole arena, is gone.</exception>
    public Lease Borrow()
    {
        ObjectDisposedException.ThrowIf(!_slab.TryBorrow(_slot, _owner), this);
        return new(this);
    }

    /// <summary>
    /// As <see cref="Borrow"/>, for whoever shares a secret with an owner that may dispose it at any moment, such as a cache.
    /// </summary>
    public bool TryBorrow(out Lease lease)
    {
        var borrowed = _slab.TryBorrow(_slot, _owner);
        lease = borrowed ? new(this) : default;
        return borrowed;
    }

    /// <summary>Wipes the secret: now, or when the last lease ends. A second time does nothing.</summary>
    public void Dispose()
    {
        Retire();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"KeyMaterial({Length} bytes)";

    private void Retire() => _slab?.Retire(_slot, _owner);

    /// <summary>A view of the bytes that cannot outlive the stack frame. Dispose the one that was borrowed, and no copy of it.</summary>
    public ref struct Lease : IDisposable
    {
        private KeyMaterial? _material;

        internal Lease(KeyMaterial material) => _material = material;

        /// <summary>The secret.</summary>
        public readonly ReadOnlySpan<byte> Bytes =>
            _material is { } material
                ? material._slab.Bytes(material._slot)[..material.Length] : throw new ObjectDisposedException(nameof(Lease));

        /// <summary>Gives the bytes back.</summary>
        public void Dispose()
        {
            var material = _material;
            _material = null;
            material?._slab.EndBorrow(material._slot);
        }
    }
}
