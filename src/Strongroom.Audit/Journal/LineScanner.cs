namespace Strongroom.Audit;

/// <summary>Reads a segment line by line, with one buffer of bounded size.</summary>
internal sealed class LineScanner(IJournalFile file, long start, long end)
{
    private byte[] buffer = new byte[64 << 10];
    private int from, to;
    private long read = start;

    /// <summary>The start of the line that was read last, or of what is left when there is no further line.</summary>
    public long Offset { get; private set; } = start;

    /// <summary>The start of the line after it.</summary>
    public long Next { get; private set; } = start;

    /// <summary>How many lines were read.</summary>
    public int Lines { get; private set; }

    /// <summary>The next line without its line feed. False at the end, or where what is left has no line feed within a line's greatest length.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        Offset = Next;
        var searched = 0;
        while (true)
        {
            var feed = buffer.AsSpan(from + searched, to - from - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = buffer.AsSpan(from, searched + feed);
                from += searched + feed + 1;
                Next = Offset + line.Length + 1;
                Lines++;
                return true;
            }

            searched = to - from;
            if (searched > ChainedLine.MaxLength || !Fill())
            {
                line = default;
                return false;
            }
        }
    }

    private bool Fill()
    {
        if (read >= end)
            return false;
        if (from > 0)
        {
            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
        }

        if (to == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var count = file.Read(buffer.AsSpan(to, (int)Math.Min(buffer.Length - to, end - read)), read);
        to += count;
        read += count;
        return count > 0;
    }
}
