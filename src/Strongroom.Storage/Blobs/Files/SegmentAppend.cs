namespace Strongroom.Storage.Files;

/// <summary>A small blob on its way into a segment.</summary>
internal sealed class SegmentAppend(BlobId id, ReadOnlyMemory<byte> content)
{
    private static readonly byte[] Zeros = new byte[SegmentFormat.Alignment];

    private readonly TaskCompletionSource<BlobAddress> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BlobAddress address;

    public Task<BlobAddress> Done => done.Task;

    public long EntryLength => SegmentFormat.EntryLength(content.Length);

    /// <summary>Adds the entry's pieces as they stand at <paramref name="offset"/>.</summary>
    public void Lay(long segment, long offset, List<ReadOnlyMemory<byte>> pieces)
    {
        address = new(segment, offset, content.Length, id);
        var header = new byte[SegmentFormat.EntryHeaderLength];
        SegmentFormat.WriteEntry(header, address);
        pieces.Add(header);
        if (!content.IsEmpty) pieces.Add(content);
        var padding = (int)(EntryLength - SegmentFormat.EntryHeaderLength - content.Length);
        if (padding > 0) pieces.Add(Zeros.AsMemory(0, padding));
    }

    public void Complete() => done.TrySetResult(address);

    public void Fail(Exception error) => done.TrySetException(error);
}
