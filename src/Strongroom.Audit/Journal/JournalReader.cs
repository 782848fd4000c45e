using System.Runtime.CompilerServices;

namespace Strongroom.Audit;

/// <summary>Reads durable records in order, over segments, while others are appended.</summary>
internal sealed class JournalReader(IJournalFiles files, AuditJournal journal)
{
    public async IAsyncEnumerable<JournalEntry> ReadAsync(JournalPosition from, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var position = from;
        while (true)
        {
            var end = journal.End;
            if (Start(position, end) is { } start)
            {
                foreach (var entry in ReadSegment(start, end))
                {
                    cancellation.ThrowIfCancellationRequested();
                    position = entry.Next;
                    yield return entry;
                }

                if (start.Segment < end.Segment)
                {
                    position = new(start.Segment + 1, 0);
                    continue;
                }
            }

            if (!follow || journal.IsClosed)
                yield break;
            await journal.WaitBeyondAsync(end).WaitAsync(cancellation);
        }
    }

    /// <summary>Where to read on: the position, or the oldest segment that is left; null where nothing is behind it yet.</summary>
    private JournalPosition? Start(JournalPosition position, JournalPosition end)
    {
        if (end.Offset == 0)
            return null;
        var oldest = files.List().Select(SegmentHeader.NumberOf).OfType<long>().Min();
        position = position.Segment < oldest ? new(oldest, 0) : position;
        return position < end ? position : null;
    }

    private IEnumerable<JournalEntry> ReadSegment(JournalPosition start, JournalPosition end)
    {
        using var file = files.Open(SegmentHeader.FileName(start.Segment), write: false);
        var scanner = new LineScanner(file, start.Offset, start.Segment == end.Segment ? end.Offset : file.Length);
        while (Next(scanner, start.Segment, out var record))
        {
            if (scanner.Offset > 0)
                yield return new(new(start.Segment, scanner.Offset), new(start.Segment, scanner.Next), record);
        }
    }

    /// <summary>The record in a line of a segment.</summary>
    /// <exception cref="DamagedJournalException">The line has no chain member.</exception>
    internal static byte[] RecordIn(ReadOnlySpan<byte> line, string name, long offset) => ChainedLine.TryReadRecord(line, out var record) ? record
        : throw new DamagedJournalException(name, 0, $"the line at offset {offset} has no chain member");

    private static bool Next(LineScanner scanner, long segment, out byte[] record)
    {
        record = [];
        if (!scanner.TryRead(out var line))
            return false;
        record = RecordIn(line, SegmentHeader.FileName(segment), scanner.Offset);
        return true;
    }
}
