using System.Buffers.Binary;

namespace Strongroom.Audit;

/// <summary>Tells which blocks of a segment can hold what is looked for. Grows with the segment; docs/formats/audit-index.md.</summary>
internal sealed class SegmentIndex
{
    private const int BlockBytes = 64 << 10, BlockEvents = 64, EntryLength = 4 * 8 + 4 + TermFilter.Length, HeaderLength = 1 + 8 + 8;
    private const byte Version = 1;

    private readonly List<Block> blocks;

    private SegmentIndex(long length, List<Block> blocks) => (Length, this.blocks) = (length, blocks);

    /// <summary>The index of nothing.</summary>
    public SegmentIndex() : this(0, [])
    {
    }

    /// <summary>The end of what was read so far.</summary>
    public long Length { get; private set; }

    /// <summary>The blocks, in the order of the segment.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>The time of the newest event; the least there is, where there is none.</summary>
    public DateTimeOffset Newest => blocks.Count == 0 ? DateTimeOffset.MinValue
        : DateTimeOffset.FromUnixTimeSeconds(blocks.Max(static block => block.MaxTime));

    /// <summary>Bytes in memory and on disk.</summary>
    public int StoredLength => HeaderLength + blocks.Count * EntryLength;

    /// <summary>Reads on to <paramref name="end"/>.</summary>
    public void Extend(IJournalFile file, string name, long end)
    {
        var scanner = new LineScanner(file, Length, end);
        while (scanner.TryRead(out var line))
        {
            if (scanner.Offset > 0) Add(EventSummary.Of(JournalReader.RecordIn(line, name, scanner.Offset)), scanner.Offset, scanner.Next);
            Length = scanner.Next;
        }
    }

    /// <summary>As it is stored, before it is sealed.</summary>
    public byte[] ToBytes(long segment)
    {
        var bytes = new byte[StoredLength];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), segment);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), Length);
        var rest = bytes.AsSpan(HeaderLength);
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, block.Start);
            BinaryPrimitives.WriteInt64BigEndian(rest[8..], block.End);
            BinaryPrimitives.WriteInt64BigEndian(rest[16..], block.MinTime);
            BinaryPrimitives.WriteInt64BigEndian(rest[24..], block.MaxTime);
            BinaryPrimitives.WriteInt32BigEndian(rest[32..], block.Events);
            block.Filter.CopyTo(rest[36..]);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    /// <summary>What <see cref="ToBytes"/> wrote; null if it is of another version or segment.</summary>
    public static SegmentIndex? Read(ReadOnlySpan<byte> bytes, long segment)
    {
        if (bytes.Length < HeaderLength || bytes[0] != Version || BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) != segment
            || (bytes.Length - HeaderLength) % EntryLength != 0) return null;
        var blocks = new List<Block>();
        for (var rest = bytes[HeaderLength..]; rest.Length > 0; rest = rest[EntryLength..])
        {
            blocks.Add(new(BinaryPrimitives.ReadInt64BigEndian(rest), rest.Slice(36, TermFilter.Length).ToArray())
            {
                End = BinaryPrimitives.ReadInt64BigEndian(rest[8..]),
                MinTime = BinaryPrimitives.ReadInt64BigEndian(rest[16..]),
                MaxTime = BinaryPrimitives.ReadInt64BigEndian(rest[24..]),
                Events = BinaryPrimitives.ReadInt32BigEndian(rest[32..]),
            });
        }

        return new(BinaryPrimitives.ReadInt64BigEndian(bytes[9..]), blocks);
    }

    private void Add(EventSummary summary, long start, long end)
    {
        if (blocks.Count == 0 || blocks[^1] is { Events: >= BlockEvents } or { Size: >= BlockBytes })
            blocks.Add(new(start, new byte[TermFilter.Length]) { MinTime = long.MaxValue, MaxTime = long.MinValue });
        var block = blocks[^1];
        var time = summary.EventTime.ToUnixTimeSeconds();
        (block.End, block.Events) = (end, block.Events + 1);
        (block.MinTime, block.MaxTime) = (Math.Min(block.MinTime, time), Math.Max(block.MaxTime, time));
        TermFilter.Add(block.Filter, summary);
    }

    /// <summary>Some lines of a segment.</summary>
    /// <param name="start">Where they begin.</param>
    /// <param name="filter">What their events are found by.</param>
    internal sealed class Block(long start, byte[] filter)
    {
        public long Start => start;

        public long End { get; set; }

        public long MinTime { get; set; }

        public long MaxTime { get; set; }

        public int Events { get; set; }

        public long Size => End - Start;

        public byte[] Filter => filter;

        /// <summary>False where none of the events can be what is looked for.</summary>
        public bool MayHave(LookupQuery query, ReadOnlySpan<byte> term) =>
            MaxTime >= query.Start.ToUnixTimeSeconds() && MinTime <= query.End.ToUnixTimeSeconds() && TermFilter.MayHave(filter, term);
    }
}
