using System.Buffers;
using System.Security.Cryptography;

namespace Strongroom.Aws;

/// <summary>A whole body in pooled memory, which is wiped when it goes back: it may hold a plaintext.</summary>
internal sealed class RequestBody(BodyReader reader) : IDisposable
{
    private byte[] bytes = [];
    private int length;

    public ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, length);

    /// <summary>True while the body takes one of the places for large ones.</summary>
    public bool IsLarge { get; set; }

    public int Length => length;

    public void Append(ReadOnlySequence<byte> part, int expected)
    {
        var needed = length + (int)part.Length;
        if (needed > bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, expected), bytes.Length * 2));
            bytes.AsSpan(0, length).CopyTo(larger);
            Return();
            bytes = larger;
        }

        part.CopyTo(bytes.AsSpan(length));
        length = needed;
    }

    public void Dispose()
    {
        Return();
        (bytes, length) = ([], 0);
        if (IsLarge) reader.EndLarge();
        IsLarge = false;
    }

    private void Return()
    {
        if (bytes.Length == 0) return;
        CryptographicOperations.ZeroMemory(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
