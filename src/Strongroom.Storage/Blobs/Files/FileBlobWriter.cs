namespace Strongroom.Storage.Files;

/// <summary>A blob that becomes a file: written under a temporary name, flushed, renamed, and its folder flushed.</summary>
internal sealed class FileBlobWriter : IBlobWriter
{
    private const long FlushEvery = 8 << 20;

    private readonly IBlobDisk disk;
    private readonly BlobHealth health;
    private readonly BlobFolder folder;
    private readonly BlobId id;
    private readonly string temporary;
    private IBlobFile? file;
    private long offset, flushed;
    private bool complete;

    public FileBlobWriter(IBlobDisk disk, BlobHealth health, BlobFolder folder, BlobId id)
    {
        (this.disk, this.health, this.folder, this.id) = (disk, health, folder, id);
        temporary = folder.TemporaryOf(id);
        file = Guard(() => disk.Create(temporary));
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Guard(() =>
        {
            file!.Write(offset, [bytes]);
            return true;
        });
        offset += bytes.Length;
        if (offset - flushed >= FlushEvery)
        {
            file!.StartFlush(flushed, offset - flushed);
            flushed = offset;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<BlobAddress> CompleteAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Guard(() =>
        {
            file!.Flush();
            disk.Move(temporary, folder.PathOf(folder.Epoch, id));
            disk.SyncFolder(folder.Current);
            return true;
        });
        complete = true;
        return new(new BlobAddress(-folder.Epoch, 0, offset, id));
    }

    public ValueTask DisposeAsync()
    {
        if (file is null) return ValueTask.CompletedTask;
        file.Dispose();
        file = null;
        if (complete) return ValueTask.CompletedTask;
        try
        {
            disk.Delete(temporary);
            disk.Delete(folder.PathOf(folder.Epoch, id));
        }
        catch (IOException)
        {
            // The next start sweeps it away.
        }

        return ValueTask.CompletedTask;
    }

    private T Guard<T>(Func<T> act)
    {
        health.Demand();
        try
        {
            return act();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw health.Explain(error);
        }
    }
}
