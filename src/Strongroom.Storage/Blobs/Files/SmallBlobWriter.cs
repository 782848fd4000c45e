namespace Strongroom.Storage.Files;

/// <summary>
/// Gathers a blob: what stays small goes into a segment with others, what grows gets a file of its own.
/// </summary>
internal sealed class SmallBlobWriter(FileBlobStore store, BlobId id, int expected) : IBlobWriter
{
    private byte[] gathered = new byte[expected];
    private int length;
    private FileBlobWriter? large;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (large is null && length + bytes.Length > FileBlobStore.MostSmallBytes)
        {
            large = store.CreateFile(id);
            await large.WriteAsync(gathered.AsMemory(0, length), cancellation);
            gathered = [];
        }

        if (large is not null)
        {
            await large.WriteAsync(bytes, cancellation);
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        if (length + bytes.Length > gathered.Length) Array.Resize(ref gathered, Math.Max(length + bytes.Length, gathered.Length * 2));
        bytes.CopyTo(gathered.AsMemory(length));
        length += bytes.Length;
    }

    public async ValueTask<BlobAddress> CompleteAsync(CancellationToken cancellation)
    {
        if (large is not null) return await large.CompleteAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return await store.AppendAsync(id, gathered.AsMemory(0, length));
    }

    public ValueTask DisposeAsync() => large?.DisposeAsync() ?? ValueTask.CompletedTask;
}
