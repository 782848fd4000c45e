using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>Finds the end of a journal at start: reads the last segment, cuts away a torn write, and refuses anything else that is wrong.</summary>
internal sealed class JournalRecovery(IJournalFiles files, IPurposeKeys keys, long mostTornBytes)
{
    /// <summary>The numbers of all segments, in order.</summary>
    /// <exception cref="DamagedJournalException">One is missing between others.</exception>
    public static List<long> Segments(IJournalFiles files)
    {
        List<long> numbers = [.. files.List().Select(SegmentHeader.NumberOf).OfType<long>().Order()];
        for (var i = 1; i < numbers.Count; i++)
        {
            if (numbers[i] != numbers[i - 1] + 1)
                throw new DamagedJournalException(SegmentHeader.FileName(numbers[i - 1] + 1), 0, "the segment is missing");
        }

        return numbers;
    }

    /// <summary>Opens the last segment at its end.</summary>
    /// <exception cref="DamagedJournalException">A line was changed behind our back.</exception>
    public JournalEnd Open()
    {
        var segments = Segments(files);
        var cut = 0L;
        for (var last = segments.Count - 1; last >= 0; last--)
        {
            if (OpenSegment(segments[last], ref cut) is { } end)
                return end;

            // The segment was being created when the power went: nothing in it was ever acknowledged.
            files.Delete(SegmentHeader.FileName(segments[last]));
            files.SyncFolder();
            if (last < segments.Count - 1)
                throw new DamagedJournalException(SegmentHeader.FileName(segments[last]), 1, "the header is incomplete");
        }

        return new(null, null, 0, 0, new byte[ChainedLine.ChainLength], cut);
    }

    private JournalEnd? OpenSegment(long number, ref long cut)
    {
        var name = SegmentHeader.FileName(number);
        var file = files.Open(name, write: true);
        try
        {
            var length = file.Length;
            var walk = new SegmentWalk(name, number, file, length, keys);
            if (!walk.ReadHeader())
            {
                cut += length;
                file.Dispose();
                return null;
            }

            walk.ReadAll();
            if (walk.Damage is { } damage)
            {
                if (!IsTorn(file, walk.Offset, length))
                    throw damage;
                file.Truncate(walk.Offset);
                cut += length - walk.Offset;
            }

            // What a killed process wrote may be in memory only; from here on it counts as durable.
            file.Flush();
            files.SyncFolder();
            return new(file, walk.Header!, walk.Offset, walk.Header!.Records + walk.Records, walk.Chain, cut);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A write that the power cut short leaves part of a line, or blocks of zeros where data did not arrive; and no more than one batch of it.
    /// Text with line feeds and without zeros was changed by somebody.
    /// </summary>
    private bool IsTorn(IJournalFile file, long from, long to)
    {
        if (to - from > mostTornBytes)
            return false;
        var chunk = new byte[64 << 10];
        var feeds = false;
        while (from < to && file.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, to - from)), from) is > 0 and var count)
        {
            if (chunk.AsSpan(0, count).Contains((byte)0))
                return true;
            feeds |= chunk.AsSpan(0, count).Contains((byte)'\n');
            from += count;
        }

        return !feeds;
    }
}
