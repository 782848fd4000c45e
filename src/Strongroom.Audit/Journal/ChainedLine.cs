using System.Buffers.Text;
using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>A line of the journal: a JSON object whose last member is its place in the chain. docs/formats/audit-journal.md.</summary>
/// <remarks>chain(n) = HMAC-SHA-256(key, chain(n-1) || the object without its chain member).</remarks>
internal static class ChainedLine
{
    /// <summary>Bytes of a chain value.</summary>
    public const int ChainLength = 32;

    /// <summary>Bytes that a line has more than the record in it: the chain member and the line feed.</summary>
    public const int Overhead = 10 + 2 * ChainLength + 2;

    /// <summary>No line is longer.</summary>
    public const int MaxLength = AuditRecordWriter.MaxRecordBytes + Overhead;

    private const int SuffixLength = Overhead;   // ,"chain":"…"} without the line feed; the record's own brace is replaced, hence the same count

    private static ReadOnlySpan<byte> Lead => ",\"chain\":\""u8;

    private static ReadOnlySpan<byte> Trail => "\"}\n"u8;

    /// <summary>Lays out <paramref name="record"/> as a line whose chain value is still blank.</summary>
    /// <exception cref="ArgumentException">The record is no JSON object in one line, or too long.</exception>
    public static void Lay(ReadOnlySpan<byte> record, Span<byte> line)
    {
        if (record.Length is < 3 or > AuditRecordWriter.MaxRecordBytes || record[0] != '{' || record[^1] != '}' || record.Contains((byte)'\n'))
            throw new ArgumentException("A record is one JSON object without line breaks.", nameof(record));
        record[..^1].CopyTo(line);
        line = line[(record.Length - 1)..];
        Lead.CopyTo(line);
        Trail.CopyTo(line[(Lead.Length + 2 * ChainLength)..]);
    }

    /// <summary>Fills in the chain value of a line that ends with its line feed, and advances <paramref name="chain"/>.</summary>
    public static void Seal(ReadOnlySpan<byte> key, Span<byte> line, Span<byte> chain)
    {
        Next(key, line[..^(SuffixLength + 1)], chain);
        Convert.TryToHexStringLower(chain, line.Slice(line.Length - Trail.Length - 2 * ChainLength, 2 * ChainLength), out _);
    }

    /// <summary>Checks a line (without its line feed) against the chain so far, and advances it. False leaves the chain as it was.</summary>
    public static bool TryFollow(ReadOnlySpan<byte> key, ReadOnlySpan<byte> line, Span<byte> chain)
    {
        if (!TryReadChain(line, out var stated))
            return false;
        Span<byte> next = stackalloc byte[ChainLength];
        chain.CopyTo(next);
        Next(key, line[..^SuffixLength], next);
        Span<byte> hex = stackalloc byte[2 * ChainLength];
        Convert.TryToHexStringLower(next, hex, out _);
        if (!FixedTime.Equals(hex, stated))
            return false;
        next.CopyTo(chain);
        return true;
    }

    /// <summary>The record in a line (without its line feed), or false where the line has no chain member.</summary>
    public static bool TryReadRecord(ReadOnlySpan<byte> line, out byte[] record)
    {
        record = [];
        if (!TryReadChain(line, out _))
            return false;
        record = new byte[line.Length - SuffixLength + 1];
        line[..^SuffixLength].CopyTo(record);
        record[^1] = (byte)'}';
        return true;
    }

    private static bool TryReadChain(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> hex)
    {
        hex = default;
        if (line.Length <= SuffixLength + 1 || line[0] != '{' || !line[^SuffixLength..].StartsWith(Lead) || !line.EndsWith(Trail[..^1]))
            return false;
        hex = line.Slice(line.Length - 2 - 2 * ChainLength, 2 * ChainLength);
        return true;
    }

    private static void Next(ReadOnlySpan<byte> key, ReadOnlySpan<byte> openRecord, Span<byte> chain)
    {
        Span<byte> small = stackalloc byte[2048];
        var length = ChainLength + openRecord.Length + 1;
        var input = length <= small.Length ? small[..length] : new byte[length];
        chain.CopyTo(input);
        openRecord.CopyTo(input[ChainLength..]);
        input[^1] = (byte)'}';
        Mac.HmacSha256(key, input, chain);
    }
}
