using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>Follows the chain through one segment, from its header to its first bad line or its end.</summary>
internal sealed class SegmentWalk(string name, long number, IJournalFile file, long length, IPurposeKeys keys)
{
    private readonly LineScanner scanner = new(file, 0, length);
    private KeyMaterial? key;

    /// <summary>The header, once it was read.</summary>
    public SegmentHeader? Header { get; private set; }

    /// <summary>The chain's value behind the last good line.</summary>
    public byte[] Chain { get; private set; } = [];

    /// <summary>The end of the last good line.</summary>
    public long Offset { get; private set; }

    /// <summary>How many records followed the header.</summary>
    public int Records { get; private set; }

    /// <summary>Reads the first line; false where the file ends before it does.</summary>
    /// <exception cref="DamagedJournalException">It is complete, and wrong.</exception>
    public bool ReadHeader()
    {
        if (!scanner.TryRead(out var line))
            return false;
        var header = SegmentHeader.Parse(line) ?? throw new DamagedJournalException(name, 1, "this is no header of a segment");
        if (header.Segment != number)
            throw new DamagedJournalException(name, 1, $"this is segment {header.Segment} under another name");
        key = keys.Find(header.Key) ?? throw new DamagedJournalException(name, 1, $"the audit key {header.Key} is not in the keyring");
        var chain = header.Previous[..];
        using (var lease = key.Borrow())
        {
            if (!ChainedLine.TryFollow(lease.Bytes, line, chain))
                throw new DamagedJournalException(name, 1, "the chain does not match");
        }

        (Header, Chain, Offset) = (header, chain, scanner.Next);
        return true;
    }

    /// <summary>Reads records until the end or the first bad line, which <see cref="Offset"/> then shows.</summary>
    public void ReadAll()
    {
        using var lease = key!.Borrow();
        while (scanner.TryRead(out var line) && ChainedLine.TryFollow(lease.Bytes, line, Chain))
        {
            Offset = scanner.Next;
            Records++;
        }

        if (Offset < length)
            Damage = new(name, Records + 2, "the chain does not match");
    }

    /// <summary>The first bad line, once <see cref="ReadAll"/> has met one.</summary>
    public DamagedJournalException? Damage { get; private set; }

    /// <summary>True when this segment's header takes up where <paramref name="before"/> ended.</summary>
    public bool Continues(SegmentWalk before) =>
        Header!.Previous.AsSpan().SequenceEqual(before.Chain) && Header.Records == before.Header!.Records + before.Records;
}
