namespace Strongroom.Storage.Files;

/// <summary>Finds the entries of a segment that nobody writes to any more, also behind a torn or damaged one.</summary>
internal static class SegmentWalk
{
    private const int WindowLength = 64 << 10;

    /// <summary>The epoch in which the segment was begun; null if its header is damaged.</summary>
    public static long? EpochOf(IBlobFile file, long segment)
    {
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderLength];
        return SegmentFormat.ReadHeader(header[..file.Read(0, header)], segment);
    }

    /// <summary>Every entry that is whole as far as its length tells, with whether it lives.</summary>
    public static IEnumerable<(BlobAddress Address, bool IsLive)> Entries(IBlobFile file, long segment)
    {
        var window = new byte[WindowLength];
        long start = 0, length = file.Length;
        var filled = 0;
        for (long offset = SegmentFormat.HeaderLength; offset + SegmentFormat.EntryHeaderLength <= length;)
        {
            if (offset < start || offset + SegmentFormat.EntryHeaderLength > start + filled)
                (start, filled) = (offset, file.Read(offset, window));

            var at = (int)(offset - start);
            if (filled - at < SegmentFormat.EntryHeaderLength) yield break;
            var header = window.AsSpan(at, SegmentFormat.EntryHeaderLength);
            var end = 0L;
            var found = SegmentFormat.TryReadEntry(header, segment, offset, out var address, out var isLive)
                && (end = offset + SegmentFormat.EntryLength(address.Length)) <= length;
            if (found) yield return (address, isLive);
            offset = found ? end : offset + SegmentFormat.Alignment;
        }
    }
}
