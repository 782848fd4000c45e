using System.Buffers;
using System.Security.Cryptography;

namespace Strongroom.Storage;

/// <summary>A growing buffer for bodies in the clear: pooled, and zeroed before it goes back.</summary>
internal sealed class SecretBuffer(int capacity = 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(bytes.Length - length), nameof(count));
        length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(length);
    }

    /// <summary>The first <paramref name="size"/> bytes, as written.</summary>
    public Span<byte> Take(int size)
    {
        Reserve(size);
        length = size;
        return bytes.AsSpan(0, size);
    }

    public void Dispose() => Return(Interlocked.Exchange(ref bytes, []));

    private void Reserve(int sizeHint)
    {
        if (bytes.Length - length >= Math.Max(sizeHint, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(length + sizeHint, 2 * bytes.Length)));
        Written.CopyTo(larger);
        Return(Interlocked.Exchange(ref bytes, larger));
    }

    private static void Return(byte[] array)
    {
        CryptographicOperations.ZeroMemory(array);
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
    }
}
