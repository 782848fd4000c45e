using System.Collections.Concurrent;

namespace Strongroom.Storage;

/// <summary>Blobs in memory, for tests of what stands on them.</summary>
public sealed class MemoryBlobStore : IBlobStore
{
    private readonly ConcurrentDictionary<BlobId, byte[]> blobs = new();

    /// <inheritdoc/>
    public bool IsHealthy => true;

    /// <inheritdoc/>
    public long Epoch => 1;

    /// <inheritdoc/>
    public IBlobWriter Create(BlobId id, long? length) => new Writer(this, id);

    /// <inheritdoc/>
    public IBlobReader? Open(BlobAddress address) => blobs.TryGetValue(address.Id, out var bytes) ? new Reader(bytes) : null;

    /// <inheritdoc/>
    public void Delete(BlobAddress address) => blobs.TryRemove(address.Id, out _);

    /// <inheritdoc/>
    public IEnumerable<BlobInfo> List(long after, long until) =>
        after >= Epoch || until < Epoch ? [] : blobs.Select(static blob => new BlobInfo(blob.Key, AddressOf(blob.Key, blob.Value), blob.Value.Length));

    /// <inheritdoc/>
    public BlobHeap? FindHeap() => null;

    /// <inheritdoc/>
    public void Free(BlobHeap heap) => throw new ArgumentException("Memory has no heaps.", nameof(heap));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static BlobAddress AddressOf(BlobId id, byte[] bytes) => new(-1, 0, bytes.Length, id);

    private sealed class Writer(MemoryBlobStore store, BlobId id) : IBlobWriter
    {
        private readonly MemoryStream content = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            content.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<BlobAddress> CompleteAsync(CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = content.ToArray();
            store.blobs[id] = bytes;
            return new(AddressOf(id, bytes));
        }

        public ValueTask DisposeAsync() => content.DisposeAsync();
    }

    private sealed class Reader(byte[] bytes) : IBlobReader
    {
        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            if (offset >= bytes.Length) return 0;
            var read = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsSpan((int)offset, read).CopyTo(buffer);
            return read;
        }

        public void Dispose()
        {
        }
    }
}
