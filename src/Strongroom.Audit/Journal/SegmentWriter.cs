using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>The end of the journal: the open segment, the chain's last value, and the step to the next segment. Used by one thread at a time.</summary>
internal sealed class SegmentWriter(IJournalFiles files, IPurposeKeys keys, TimeProvider time, long segmentBytes, JournalEnd end) : IDisposable
{
    private IJournalFile? file = end.File;
    private SegmentHeader? header = end.Header;
    private long offset = end.Offset;
    private long records = end.Records;
    private readonly byte[] chain = end.Chain;
    private bool turning;

    /// <summary>Everything before is durable.</summary>
    public JournalPosition End => new(header?.Segment ?? 1, offset);

    /// <summary>Makes a batch durable.</summary>
    /// <exception cref="AuditUnavailableException">There is no space; the file is cut back, and the next batch may succeed.</exception>
    /// <exception cref="IOException">What is on the disk is no longer known; nothing may be written any more.</exception>
    public void Append(PendingBatch batch)
    {
        var now = time.GetUtcNow();
        if (header is null || file is null || IsDue(now))
            TurnSegment(now);

        Span<byte> next = stackalloc byte[ChainedLine.ChainLength];
        chain.CopyTo(next);
        using (var key = KeyOf(header!.Key).Borrow())
            batch.Seal(key.Bytes, next);

        try
        {
            file!.Write(batch.Bytes, offset);
        }
        catch (IOException e) when (IsFull(e))
        {
            file!.Truncate(offset);
            throw new AuditUnavailableException("There is no space for the audit journal.", e);
        }

        file.Flush();
        offset += batch.Length;
        records += batch.Count;
        next.CopyTo(chain);
    }

    public void Dispose() => file?.Dispose();

    // Once a turn was tried it stays due: the next segment's file may exist already, and names the present end as the one before it.
    private bool IsDue(DateTimeOffset now) =>
        turning || offset >= segmentBytes || now.UtcDateTime.Date != header!.Opened.UtcDateTime.Date || keys.Current != header.Key;

    private void TurnSegment(DateTimeOffset now)
    {
        turning = true;
        var next = new SegmentHeader((header?.Segment ?? 0) + 1, keys.Current, now, records, [.. chain]);
        var record = next.ToRecord();
        var line = new byte[record.Length + ChainedLine.Overhead];
        ChainedLine.Lay(record, line);
        var nextChain = next.Previous[..];
        using (var key = KeyOf(next.Key).Borrow())
            ChainedLine.Seal(key.Bytes, line, nextChain);

        IJournalFile? created = null;
        try
        {
            created = files.Create(SegmentHeader.FileName(next.Segment));
            created.Write(line, 0);
        }
        catch (IOException e) when (IsFull(e))
        {
            created?.Dispose();
            throw new AuditUnavailableException("There is no space for a new segment of the audit journal.", e);
        }

        created.Flush();
        files.SyncFolder();
        file?.Dispose();
        (file, header, offset, turning) = (created, next, line.Length, false);
        nextChain.CopyTo(chain, 0);
    }

    private KeyMaterial KeyOf(byte name) => keys.Find(name) ?? throw new IOException($"The audit key {name} is not in the keyring.");

    /// <summary>No space (28), quota (122), or the greatest size of a file (27): nothing is lost, and waiting may help.</summary>
    private static bool IsFull(IOException e) => e.HResult is 28 or 122 or 27 || (OperatingSystem.IsWindows() && (e.HResult & 0xFFFF) is 112 or 39);
}

/// <summary>Where the journal ends, as it was found at start.</summary>
/// <param name="File">The open last segment; null where there is none.</param>
/// <param name="Header">Its header.</param>
/// <param name="Offset">The end of its last good line.</param>
/// <param name="Records">How many records the journal holds.</param>
/// <param name="Chain">The chain's last value.</param>
/// <param name="CutBytes">Bytes of a torn write that were cut away; they were never acknowledged.</param>
internal sealed record JournalEnd(IJournalFile? File, SegmentHeader? Header, long Offset, long Records, byte[] Chain, long CutBytes);
