using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>The first line of a segment: which it is, under which key its chain runs, and which value the chain had before it.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Key">The name of the audit key.</param>
/// <param name="Opened">When it was begun; decides, with the size, when the next begins.</param>
/// <param name="Records">How many records all earlier segments hold.</param>
/// <param name="Previous">The chain value at the end of the segment before; zeros for the first.</param>
internal sealed record SegmentHeader(long Segment, byte Key, DateTimeOffset Opened, long Records, byte[] Previous)
{
    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int Version = 1;

    private const string Kind = "audit-journal";

    /// <summary>The header as a record: JSON without the chain.</summary>
    public byte[] ToRecord() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""{"strongroom":"{{Kind}}","version":{{Version}},"segment":{{Segment}},"key":{{Key}},"opened":"{{Opened.UtcDateTime:s}}Z","""
        + $$"""
           "records":{{Records}},"previous":"{{Convert.ToHexStringLower(Previous)}}"}
           """));

    /// <summary>Reads a segment's first line; null if it is no header of this version.</summary>
    public static SegmentHeader? Parse(ReadOnlySpan<byte> line)
    {
        if (!ChainedLine.TryReadRecord(line, out var record))
            return null;
        try
        {
            using var json = JsonDocument.Parse(record);
            var header = json.RootElement;
            if (header.GetProperty("strongroom").GetString() != Kind || header.GetProperty("version").GetInt32() != Version)
                return null;
            var previous = Convert.FromHexString(header.GetProperty("previous").GetString()!);
            return previous.Length != ChainedLine.ChainLength
                ? null
                : new(header.GetProperty("segment").GetInt64(), header.GetProperty("key").GetByte(), header.GetProperty("opened").GetDateTimeOffset(),
                    header.GetProperty("records").GetInt64(), previous);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }

    /// <summary>The file name of a segment.</summary>
    public static string FileName(long segment) => string.Create(CultureInfo.InvariantCulture, $"audit-{segment:d10}.jsonl");

    /// <summary>The number in a file name; null for other files.</summary>
    public static long? NumberOf(string fileName) =>
        fileName.StartsWith("audit-", StringComparison.Ordinal) && fileName.EndsWith(".jsonl", StringComparison.Ordinal)
        && long.TryParse(fileName.AsSpan()[6..^6], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && FileName(number) == fileName
            ? number
            : null;
}
