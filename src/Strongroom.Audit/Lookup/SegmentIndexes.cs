using System.Globalization;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Audit;

/// <summary>The indexes of a journal's segments: in memory for those looked up lately, in sealed files beside the segments for all that are closed.</summary>
/// <remarks>An index that is missing or does not open is made anew from its segment. Used by one thread at a time.</remarks>
internal sealed class SegmentIndexes(IJournalFiles files, IPurposeKeys keys)
{
    private const long MostKeptBytes = 16 << 20;

    private readonly Dictionary<long, SegmentIndex> kept = [];

    /// <summary>The name of the file that holds a segment's index.</summary>
    public static string FileName(long segment) => string.Create(CultureInfo.InvariantCulture, $"audit-{segment:d10}.index");

    /// <summary>The index of a segment up to <paramref name="end"/>.</summary>
    /// <param name="segment">Its number.</param>
    /// <param name="end">Where what is durable of it ends; null for a closed segment.</param>
    /// <param name="read">Grows by the bytes that had to be read.</param>
    public SegmentIndex Get(long segment, long? end, ref long read)
    {
        var name = SegmentHeader.FileName(segment);
        using var file = files.Open(name, write: false);
        var length = end ?? file.Length;
        if (!kept.TryGetValue(segment, out var index))
        {
            if (kept.Values.Sum(static one => (long)one.StoredLength) > MostKeptBytes) kept.Clear();
            kept[segment] = index = (end is null ? Open(segment) : null) ?? new();
            read += index.StoredLength;
        }

        if (index.Length == length) return index;
        read += length - index.Length;
        index.Extend(file, name, length);
        if (end is null) Save(segment, index);
        return index;
    }

    /// <summary>Forgets a segment that is gone, and deletes its index.</summary>
    public void Delete(long segment)
    {
        kept.Remove(segment);
        files.Delete(FileName(segment));
    }

    private SegmentIndex? Open(long segment)
    {
        if (!files.List().Contains(FileName(segment))) return null;
        using var file = files.Open(FileName(segment), write: false);
        var box = new byte[file.Length];
        var count = 0;
        while (count < box.Length && file.Read(box.AsSpan(count), count) is > 0 and var more) count += more;
        var length = NamedBox.OpenedLength(count);
        if (length < 0) return null;
        var plain = new byte[length];
        return NamedBox.TryOpen(keys, ContextOf(segment), box.AsSpan(0, count), plain) ? SegmentIndex.Read(plain, segment) : null;
    }

    private void Save(long segment, SegmentIndex index)
    {
        var plain = index.ToBytes(segment);
        var box = new byte[NamedBox.SealedLength(plain.Length)];
        NamedBox.Seal(keys, ContextOf(segment), plain, box);
        try
        {
            using var file = files.Create(FileName(segment));
            file.Write(box, 0);
        }
        catch (IOException)
        {
            return; // It is made again when it is needed again.
        }
    }

    private static byte[] ContextOf(long segment) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"strongroom/audit-index/v1/{segment}"));
}
