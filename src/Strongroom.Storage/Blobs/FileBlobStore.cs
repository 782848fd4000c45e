using Strongroom.Storage.Files;

namespace Strongroom.Storage;

/// <summary>
/// Blobs on disk: large ones are files, small ones are appended to segment files that share one flush among all who write. docs/formats/blobs.md.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    /// <summary>Up to so many bytes a blob goes into a segment.</summary>
    internal const int MostSmallBytes = 256 << 10;

    internal const long SegmentBytes = 64 << 20;

    private readonly IBlobDisk disk;
    private readonly BlobFolder folder;
    private readonly BlobHealth health = new();
    private readonly SegmentLog log;
    private readonly SegmentFiles segments;
    private readonly SegmentWaste waste = new();
    private readonly FileStream held;
    private readonly long lastEarlierSegment;

    private FileBlobStore(string path, FileStream held, IBlobDisk disk, long segmentBytes)
    {
        (this.held, this.disk) = (held, disk);
        folder = new(path);
        folder.Tidy();
        segments = new(disk, folder);
        lastEarlierSegment = folder.SegmentNumbers().DefaultIfEmpty(0).Max();
        log = new(disk, health, folder.Segments, folder.Epoch, lastEarlierSegment, segmentBytes);
    }

    /// <summary>Opens the store in a folder, and makes it where there is none. What a crash left unfinished is removed.</summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    public static FileBlobStore Open(string path) => Open(path, new LocalDisk(), SegmentBytes);

    internal static FileBlobStore Open(string path, IBlobDisk disk, long segmentBytes)
    {
        OwnedFolder.Create(path);
        FileStream held;
        try
        {
            held = OwnedFolder.OpenFile(Path.Combine(path, "lock"), FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new StoreInUseException($"Another process has the blobs in {path} open.", inUse);
        }

        try
        {
            return new(path, held, disk, segmentBytes);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsHealthy => health.IsHealthy;

    /// <inheritdoc/>
    public long Epoch => folder.Epoch;

    /// <inheritdoc/>
    public IBlobWriter Create(BlobId id, long? length)
    {
        health.Demand();
        return length > MostSmallBytes ? CreateFile(id) : new SmallBlobWriter(this, id, (int)(length ?? 4096));
    }

    /// <inheritdoc/>
    public IBlobReader? Open(BlobAddress address)
    {
        if (address.Segment < 0)
        {
            var file = disk.Open(folder.PathOf(-address.Segment, address.Id), write: false);
            return file is null ? null : new FileBlobReader(file);
        }

        if (segments.Find(address.Segment) is not { } segment) return null;
        if (IsLive(segment.File, address)) return new SegmentBlobReader(segment, address);
        segment.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Delete(BlobAddress address)
    {
        if (address.Segment < 0)
        {
            disk.Delete(folder.PathOf(-address.Segment, address.Id));
            return;
        }

        using var segment = segments.Find(address.Segment);
        if (segment is null || !IsLive(segment.File, address)) return;
        segment.File.Write(address.Offset + SegmentFormat.StateOffset, [new[] { SegmentFormat.Dead }]);
        waste.Died(address);
    }

    /// <inheritdoc/>
    public IEnumerable<BlobInfo> List(long after, long until) =>
        ListSegments(after, until).Concat(folder.Epochs().Where(epoch => epoch > after && epoch <= until).SelectMany(folder.FilesOf));

    /// <inheritdoc/>
    public BlobHeap? FindHeap()
    {
        var finished = folder.SegmentNumbers().Where(segment => segment < log.Current || segment <= lastEarlierSegment);
        return waste.Find(finished, Measure) is { } found ? new(found, [.. LiveIn(found)]) : null;
    }

    /// <inheritdoc/>
    public void Free(BlobHeap heap)
    {
        ArgumentNullException.ThrowIfNull(heap);
        disk.Delete(folder.SegmentPath(heap.Segment));
        segments.Forget(heap.Segment);
        waste.Forget(heap.Segment);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        log.Dispose();
        segments.Dispose();
        await held.DisposeAsync();
    }

    internal FileBlobWriter CreateFile(BlobId id) => new(disk, health, folder, id);

    internal Task<BlobAddress> AppendAsync(BlobId id, ReadOnlyMemory<byte> content) => log.AppendAsync(id, content);

    private static bool IsLive(IBlobFile file, BlobAddress address)
    {
        Span<byte> header = stackalloc byte[SegmentFormat.EntryHeaderLength];
        return file.Read(address.Offset, header) == header.Length
            && SegmentFormat.TryReadEntry(header, address.Segment, address.Offset, out var found, out var isLive) && isLive && found == address;
    }

    private IEnumerable<BlobInfo> ListSegments(long after, long until) =>
        folder.SegmentNumbers().ToList().Where(segment => EpochOf(segment) is { } epoch && epoch > after && epoch <= until).SelectMany(LiveIn);

    private long? EpochOf(long segment)
    {
        using var lease = segments.Find(segment);
        return lease is null ? null : SegmentWalk.EpochOf(lease.File, segment);
    }

    private IEnumerable<BlobInfo> LiveIn(long segment)
    {
        using var lease = segments.Find(segment);
        if (lease is null) yield break;
        foreach (var (address, isLive) in SegmentWalk.Entries(lease.File, segment))
            if (isLive) yield return new(address.Id, address, address.Length);
    }

    private (long Dead, long Total) Measure(long segment)
    {
        using var lease = segments.Find(segment);
        if (lease is null) return (0, 1);
        var live = SegmentWalk.Entries(lease.File, segment).Where(static entry => entry.IsLive).Sum(static entry => SegmentFormat.EntryLength(entry.Address.Length));
        var total = lease.File.Length;
        return (total - live, total);
    }
}
