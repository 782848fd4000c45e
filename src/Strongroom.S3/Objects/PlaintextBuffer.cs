using System.Buffers;

namespace Strongroom.S3;

/// <summary>A borrowed buffer that goes back wiped.</summary>
internal sealed class PlaintextBuffer(int length) : IDisposable
{
    private byte[]? array = ArrayPool<byte>.Shared.Rent(length);

    /// <summary>How much of it is filled.</summary>
    public int Filled { get; set; }

    public Memory<byte> Memory => array.AsMemory(0, length);

    public ReadOnlyMemory<byte> Content => array.AsMemory(0, Filled);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref array, null) is { } mine) ArrayPool<byte>.Shared.Return(mine, clearArray: true);
    }
}
