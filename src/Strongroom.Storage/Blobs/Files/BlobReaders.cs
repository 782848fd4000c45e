namespace Strongroom.Storage.Files;

/// <summary>A blob that has a file.</summary>
internal sealed class FileBlobReader(IBlobFile file) : IBlobReader
{
    public long Length { get; } = file.Length;

    public int Read(long offset, Span<byte> buffer) => offset >= Length ? 0 : file.Read(offset, buffer);

    public void Dispose() => file.Dispose();
}

/// <summary>A blob in a segment.</summary>
internal sealed class SegmentBlobReader(SegmentFiles.Lease segment, BlobAddress address) : IBlobReader
{
    public long Length => address.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        if (offset >= Length) return 0;
        var wanted = (int)Math.Min(buffer.Length, Length - offset);
        return segment.File.Read(address.Offset + SegmentFormat.EntryHeaderLength + offset, buffer[..wanted]);
    }

    public void Dispose() => segment.Dispose();
}
