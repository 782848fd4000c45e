namespace Strongroom.Storage;

/// <summary>Bytes too large for a record: object data, volume extents, snapshots. Only ciphertext goes in.</summary>
/// <remarks>
/// A blob is written once, and then read or deleted whole. It is durable before the record that names it is committed, so a crash between the two
/// leaves a blob that no record names: whoever stores records sweeps those away by <see cref="ListAsync"/>.
/// </remarks>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>Begins a blob.</summary>
    /// <param name="length">How many bytes are expected, where that is known: small blobs may be stored together.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IBlobWriter> CreateAsync(long? length, CancellationToken cancellation);

    /// <summary>Opens a blob to be read at random; null where there is none. It stays readable until closed, even if deleted meanwhile.</summary>
    ValueTask<IBlobReader?> OpenAsync(BlobId id, CancellationToken cancellation);

    /// <summary>Deletes a blob; it is well if there is none.</summary>
    ValueTask DeleteAsync(BlobId id, CancellationToken cancellation);

    /// <summary>Every blob that is complete, in no order, with the time of its completion.</summary>
    IAsyncEnumerable<BlobInfo> ListAsync(CancellationToken cancellation);
}

/// <summary>A blob in the making. Disposed without <see cref="CompleteAsync"/>, nothing of it is left.</summary>
public interface IBlobWriter : IAsyncDisposable
{
    /// <summary>Appends. The bytes may be reused once this has returned.</summary>
    /// <exception cref="StoreFullException">There is no room.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Ends the blob and makes it durable.</summary>
    /// <returns>Its name from now on.</returns>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreFailedException">The store cannot vouch for what is on disk.</exception>
    ValueTask<BlobId> CompleteAsync(CancellationToken cancellation);
}

/// <summary>A blob open for reading, by any number of readers at a time.</summary>
public interface IBlobReader : IAsyncDisposable
{
    /// <summary>Bytes in it.</summary>
    long Length { get; }

    /// <summary>Reads from <paramref name="offset"/> until the buffer is full or the blob ends; how many bytes were read.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation);
}

/// <summary>A blob's name, given by its store: printable ASCII without spaces, at most 64 characters.</summary>
public readonly record struct BlobId(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A blob as a listing has it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Length">Bytes in it.</param>
/// <param name="Completed">When it was completed, as far as the store knows.</param>
public sealed record BlobInfo(BlobId Id, long Length, DateTimeOffset Completed);
