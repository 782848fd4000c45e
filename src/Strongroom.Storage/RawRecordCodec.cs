using System.Buffers;

namespace Strongroom.Storage;

/// <summary>Bodies that are bytes already.</summary>
public sealed class RawRecordCodec : IRecordCodec<byte[]>
{
    private RawRecordCodec() { }

    /// <summary>The one codec.</summary>
    public static RawRecordCodec Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(byte[] value, IBufferWriter<byte> body) => body.Write(value);

    /// <inheritdoc/>
    public byte[] Read(RecordKey key, ReadOnlySpan<byte> body) => body.ToArray();
}
