namespace Strongroom.Storage;

/// <summary>Where bytes too large for a record lie: object data, volume extents, snapshots. Only ciphertext goes in.</summary>
/// <remarks>
/// A blob is written once, and then read or deleted whole. Implementations: files and memory. One contract suite runs over both. What is kept,
/// and which blob a crash left behind, is decided above: see <see cref="Blobs"/>.
/// </remarks>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>Is false once a write has failed in a way that only a restart mends.</summary>
    bool IsHealthy { get; }

    /// <summary>Counts the starts of the store: a blob made in an earlier epoch is nobody's work in progress.</summary>
    long Epoch { get; }

    /// <summary>Begins a blob.</summary>
    /// <param name="id">Its name; never used before.</param>
    /// <param name="length">How many bytes are expected, where that is known: small blobs are stored together.</param>
    IBlobWriter Create(BlobId id, long? length);

    /// <summary>Opens a blob to be read at random; null where there is none. It stays readable until closed, even if deleted meanwhile.</summary>
    IBlobReader? Open(BlobAddress address);

    /// <summary>Deletes a blob; it is well if there is none.</summary>
    void Delete(BlobAddress address);

    /// <summary>Every complete blob of the epochs behind <paramref name="after"/> and up to <paramref name="until"/>, in no order.</summary>
    /// <remarks>After a power loss a deleted small blob may be listed again.</remarks>
    IEnumerable<BlobInfo> List(long after, long until);

    /// <summary>Finds a place that is worth clearing because most of what it held was deleted; null where there is none.</summary>
    BlobHeap? FindHeap();

    /// <summary>Frees a place once all that lives there has been written elsewhere, and the new addresses are durable.</summary>
    void Free(BlobHeap heap);
}

/// <summary>A blob in the making. Disposed without <see cref="CompleteAsync"/>, nothing of it is left.</summary>
public interface IBlobWriter : IAsyncDisposable
{
    /// <summary>Appends. The bytes may be reused once this has returned.</summary>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreFailedException">The store takes no more.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Ends the blob and makes it durable.</summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreFailedException">The store cannot vouch for what is on disk.</exception>
    ValueTask<BlobAddress> CompleteAsync(CancellationToken cancellation);
}

/// <summary>A blob open for reading, by any number of readers at a time.</summary>
public interface IBlobReader : IDisposable
{
    /// <summary>Bytes in it.</summary>
    long Length { get; }

    /// <summary>Reads from <paramref name="offset"/> until the buffer is full or the blob ends; how many bytes were read.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    int Read(long offset, Span<byte> buffer);
}

/// <summary>A blob as a listing has it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Length">Bytes in it.</param>
public sealed record BlobInfo(BlobId Id, BlobAddress Address, long Length);

/// <summary>A place with much that is dead.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="Rest">What may still live there.</param>
public sealed record BlobHeap(long Segment, IReadOnlyList<BlobInfo> Rest);
