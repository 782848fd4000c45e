namespace Strongroom.Cryptography;

/// <summary>Secret bytes in locked memory outside the garbage collector's heap: one owner, who disposes them, and disposing wipes them.</summary>
/// <remarks>
/// To see the bytes one borrows them: a search for <c>Borrow(</c> lists every use of a secret in the program. Defines neither equality nor a
/// hash code, and prints only its length.
/// </remarks>
public sealed class KeyMaterial : IDisposable
{
    private KeyMaterial() { }

    /// <summary>How many bytes the secret has.</summary>
    public int Length => throw new NotImplementedException();

    /// <summary>Copies <paramref name="bytes"/> in; the caller still owns, and wipes, the source.</summary>
    public static KeyMaterial CopyOf(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Moves <paramref name="bytes"/> in and zeroes the source.</summary>
    public static KeyMaterial TakeFrom(Span<byte> bytes) => throw new NotImplementedException();

    /// <summary>Fresh bytes from the system's random generator.</summary>
    public static KeyMaterial Random(int length) => throw new NotImplementedException();

    /// <summary>Lets <paramref name="fill"/> write the secret in place, so that it never lies anywhere else.</summary>
    public static KeyMaterial Create<TState>(int length, TState state, System.Buffers.SpanAction<byte, TState> fill)
        where TState : allows ref struct => throw new NotImplementedException();

    /// <summary>Lends the bytes until the lease is disposed. Another thread's <see cref="Dispose"/> waits for it, in effect.</summary>
    public Lease Borrow() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();

    /// <inheritdoc/>
    public override string ToString() => $"KeyMaterial({Length} bytes)";

    /// <summary>A view of the bytes that cannot outlive the stack frame.</summary>
    public ref struct Lease : IDisposable
    {
        /// <summary>The secret.</summary>
        public readonly ReadOnlySpan<byte> Bytes => throw new NotImplementedException();

        /// <summary>Gives the bytes back.</summary>
        public void Dispose() => throw new NotImplementedException();
    }
}
