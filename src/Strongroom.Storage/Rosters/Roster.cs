using System.Buffers;
using System.Buffers.Binary;

namespace Strongroom.Storage;

/// <summary>The records of one bucket with their revisions: what must be there, and nothing else may.</summary>
/// <remarks>docs/formats/roster.md. Kept as it is written; a bucket is small enough to be searched from the front.</remarks>
internal sealed class Roster
{
    private const byte FormatVersion = 1;
    private const int Fixed = sizeof(ushort) + sizeof(long);
    private readonly byte[] encoded;

    private Roster(byte[] encoded, int count)
    {
        this.encoded = encoded;
        Count = count;
    }

    public static Roster Empty { get; } = new([FormatVersion], 0);

    public int Count { get; }

    /// <summary>The revision of the record with this tail; 0 when it is not listed.</summary>
    public long Find(ReadOnlySpan<byte> tail) => Seek(tail, out var at) ? RevisionAt(at) : 0;

    /// <summary>A roster that lists the record at <paramref name="revision"/>; at 0, not at all.</summary>
    public Roster With(ReadOnlySpan<byte> tail, long revision)
    {
        var known = Seek(tail, out var at);
        var rest = encoded.AsSpan(at + (known ? LengthAt(at) : 0));
        if (revision == 0 && Count == 1 && known) return Empty;
        if (revision == 0) return known ? new([.. encoded.AsSpan(0, at), .. rest], Count - 1) : this;
        Span<byte> length = stackalloc byte[sizeof(ushort)], number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)tail.Length));
        BinaryPrimitives.WriteInt64BigEndian(number, revision);
        return new([.. encoded.AsSpan(0, at), .. length, .. tail, .. number, .. rest], known ? Count : Count + 1);
    }

    /// <summary>All that is listed, in order of the tails.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Tail, long Revision)> Entries
    {
        get
        {
            for (var at = 1; at < encoded.Length; at += LengthAt(at))
                yield return (encoded.AsMemory(at + sizeof(ushort), LengthAt(at) - Fixed), RevisionAt(at));
        }
    }

    private ReadOnlySpan<byte> TailAt(int at) => encoded.AsSpan(at + sizeof(ushort), LengthAt(at) - Fixed);

    private int LengthAt(int at) => Fixed + BinaryPrimitives.ReadUInt16BigEndian(encoded.AsSpan(at));

    private long RevisionAt(int at) => BinaryPrimitives.ReadInt64BigEndian(encoded.AsSpan(at + LengthAt(at) - sizeof(long)));

    // Where the entry is, or belongs.
    private bool Seek(ReadOnlySpan<byte> tail, out int at)
    {
        for (at = 1; at < encoded.Length; at += LengthAt(at))
            if (TailAt(at).SequenceCompareTo(tail) is >= 0 and var order) return order == 0;
        return false;
    }

    internal sealed class Codec : IRecordCodec<Roster>
    {
        public void Write(Roster value, IBufferWriter<byte> body) => body.Write(value.encoded);

        /// <exception cref="FormatException">These bytes are no roster.</exception>
        public Roster Read(RecordKey key, ReadOnlySpan<byte> body)
        {
            if (body.IsEmpty || body[0] != FormatVersion) throw new FormatException($"{key} is no roster of version {FormatVersion}.");
            var count = 0;
            ReadOnlySpan<byte> before = default;
            for (var rest = body[1..]; !rest.IsEmpty; count++)
            {
                var length = rest.Length < Fixed ? int.MaxValue : Fixed + BinaryPrimitives.ReadUInt16BigEndian(rest);
                if (length > rest.Length) throw new FormatException($"{key} is cut off.");
                var tail = rest[sizeof(ushort)..(length - sizeof(long))];
                if (count > 0 && before.SequenceCompareTo(tail) >= 0) throw new FormatException($"{key} is out of order.");
                if (BinaryPrimitives.ReadInt64BigEndian(rest[(length - sizeof(long))..]) <= 0)
                    throw new FormatException($"{key} lists no revision.");
                before = tail;
                rest = rest[length..];
            }

            return new(body.ToArray(), count);
        }
    }
}
