namespace Strongroom.Storage.Files;

/// <summary>The segment that is being written: one thread writes what all callers appended meanwhile, and flushes once for all of them.</summary>
internal sealed class SegmentLog : IDisposable
{
    private const long MostBatchBytes = 8 << 20;
    private const int MostBatchEntries = 300;

    private readonly IBlobDisk disk;
    private readonly BlobHealth health;
    private readonly string folder;
    private readonly long epoch, segmentBytes;
    private readonly Queue<SegmentAppend> waiting = new();
    private readonly Thread thread;
    private bool closing;
    private IBlobFile? file;
    private long segment, offset;

    /// <summary>Begins no segment before there is something to write; the first gets the number behind <paramref name="lastSegment"/>.</summary>
    public SegmentLog(IBlobDisk disk, BlobHealth health, string folder, long epoch, long lastSegment, long segmentBytes)
    {
        (this.disk, this.health, this.folder, this.epoch, segment, this.segmentBytes) = (disk, health, folder, epoch, lastSegment, segmentBytes);
        thread = new(Run) { IsBackground = true, Name = "blob segments" };
        thread.Start();
    }

    /// <summary>The segment that may still grow; those before never do.</summary>
    public long Current => Volatile.Read(ref segment);

    public Task<BlobAddress> AppendAsync(BlobId id, ReadOnlyMemory<byte> content)
    {
        var append = new SegmentAppend(id, content);
        lock (waiting)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            waiting.Enqueue(append);
            Monitor.Pulse(waiting);
        }

        return append.Done;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        lock (waiting)
        {
            closing = true;
            Monitor.Pulse(waiting);
        }

        thread.Join();
        file?.Dispose();
    }

    private void Run()
    {
        var batch = new List<SegmentAppend>();
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (Take(batch))
        {
            try
            {
                health.Demand();
                Write(batch, pieces);
                foreach (var append in batch) append.Complete();
            }
#pragma warning disable CA1031 // Whatever went wrong, each caller of the batch is told, and the thread goes on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                var told = error is StoreFailedException ? error : health.Explain(error);
                foreach (var append in batch) append.Fail(told);
            }

            batch.Clear();
            pieces.Clear();
        }
    }

    private bool Take(List<SegmentAppend> batch)
    {
        lock (waiting)
        {
            while (waiting.Count == 0 && !closing) Monitor.Wait(waiting);
            long bytes = 0;
            while (batch.Count < MostBatchEntries && bytes < MostBatchBytes && waiting.TryDequeue(out var append))
            {
                batch.Add(append);
                bytes += append.EntryLength;
            }
        }

        return batch.Count > 0;
    }

    private void Write(List<SegmentAppend> batch, List<ReadOnlyMemory<byte>> pieces)
    {
        if (file is null || offset >= segmentBytes) Begin();
        var end = offset;
        foreach (var append in batch)
        {
            append.Lay(segment, end, pieces);
            end += append.EntryLength;
        }

        try
        {
            file!.Write(offset, pieces);
        }
        catch (IOException error) when (BlobHealth.IsFull(error))
        {
            // What was written in part gives its room back, and the next batch begins where this one did.
            file!.Truncate(offset);
            throw;
        }

        file.Flush();
        offset = end;
    }

    private void Begin()
    {
        var next = segment + 1;
        var path = Path.Combine(folder, SegmentFormat.FileName(next));
        var header = new byte[SegmentFormat.HeaderLength];
        SegmentFormat.WriteHeader(header, next, epoch);
        // A try that found no room may have left the file behind.
        disk.Delete(path);
        var begun = disk.Create(path);
        try
        {
            begun.Write(0, [header]);
            begun.Flush();
            disk.SyncFolder(folder);
        }
        catch
        {
            begun.Dispose();
            throw;
        }

        file?.Dispose();
        (file, offset) = (begun, header.Length);
        Volatile.Write(ref segment, next);
    }
}
