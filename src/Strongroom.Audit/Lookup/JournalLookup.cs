using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>Finds events, newest first, by the segments' indexes. What one page reads is bounded, whatever the journal's length.</summary>
internal sealed class JournalLookup(IJournalFiles files, IPurposeKeys keys, AuditJournal journal) : IDisposable
{
    /// <summary>A page that has read this many bytes of blocks and indexes ends; the caller asks for the next.</summary>
    internal const long MostBytes = 32L << 20;

    private readonly SegmentIndexes indexes = new(files, keys);
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>A page.</summary>
    public async ValueTask<LookupPage> FindAsync(LookupQuery query, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Find(query), cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Deletes the oldest segments, as long as the one behind was begun before <paramref name="time"/>; says how many.</summary>
    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var segments = JournalRecovery.Segments(files);
            var deleted = 0;
            while (deleted < segments.Count - 1 && HeaderOf(segments[deleted + 1]).Opened < time)
            {
                indexes.Delete(segments[deleted]);
                files.Delete(SegmentHeader.FileName(segments[deleted]));
                deleted++;
            }

            if (deleted > 0) files.SyncFolder();
            return deleted;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private LookupPage Find(LookupQuery query)
    {
        var end = journal.End;
        var before = query.Before is { } place && place < end ? place : end;
        var found = new List<FoundEvent>();
        if (end.Offset == 0) return new(found, null);
        var oldest = files.List().Select(SegmentHeader.NumberOf).OfType<long>().Min();
        var term = TermFilter.TermOf(query);
        var read = 0L;
        for (var segment = before.Segment; segment >= oldest; segment--)
        {
            if (read >= MostBytes) return new(found, new(segment, long.MaxValue));
            var index = indexes.Get(segment, segment == end.Segment ? end.Offset : null, ref read);
            var limit = segment == before.Segment ? before.Offset : long.MaxValue;
            for (var i = index.Blocks.Count - 1; i >= 0; i--)
            {
                var block = index.Blocks[i];
                if (block.Start >= limit || !block.MayHave(query, term)) continue;
                if (read >= MostBytes) return new(found, new(segment, block.End));
                read += block.Size;
                if (Collect(segment, block, limit, query, found) is { } next) return new(found, new(segment, next));
            }

            // Events stand in the order of their ends; a call takes far less than an hour.
            if (index.Newest < query.Start.AddHours(-1) && index.Blocks.Count > 0) break;
        }

        return new(found, null);
    }

    /// <summary>Adds what a block has, newest first; says where to go on once the page is full.</summary>
    private long? Collect(long segment, SegmentIndex.Block block, long limit, LookupQuery query, List<FoundEvent> found)
    {
        var name = SegmentHeader.FileName(segment);
        using var file = files.Open(name, write: false);
        var scanner = new LineScanner(file, block.Start, Math.Min(block.End, limit));
        var matching = new Stack<(long Offset, FoundEvent Event)>();
        while (scanner.TryRead(out var line))
        {
            var record = JournalReader.RecordIn(line, name, scanner.Offset);
            var summary = EventSummary.Of(record);
            if (summary.Matches(query)) matching.Push((scanner.Offset, new(summary, record)));
        }

        while (matching.TryPop(out var match))
        {
            found.Add(match.Event);
            if (found.Count == query.Limit) return match.Offset;
        }

        return null;
    }

    private SegmentHeader HeaderOf(long segment)
    {
        var name = SegmentHeader.FileName(segment);
        using var file = files.Open(name, write: false);
        var scanner = new LineScanner(file, 0, file.Length);
        return scanner.TryRead(out var line) && SegmentHeader.Parse(line) is { } header ? header
            : throw new DamagedJournalException(name, 1, "this is no header of a segment");
    }
}
