using System.Buffers;
using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Storage;

/// <summary>Which rosters a scope has, and which of them lists a record.</summary>
/// <remarks>
/// docs/formats/roster.md. The buckets are dealt by a hash with a random salt that nobody sees: who chooses names cannot choose buckets,
/// and
/// so cannot make one grow.
/// </remarks>
internal sealed class RosterIndex
{
    private const byte FormatVersion = 1;
    private const int SaltLength = 16;
    private const int Header = 1 + sizeof(int) + SaltLength;
    private readonly byte[] encoded;

    private RosterIndex(byte[] encoded) => this.encoded = encoded;

    /// <summary>An index of no rosters yet, with a salt of its own.</summary>
    public static RosterIndex Create(int buckets)
    {
        var encoded = new byte[Header + ((buckets + 7) / 8)];
        encoded[0] = FormatVersion;
        BinaryPrimitives.WriteInt32BigEndian(encoded.AsSpan(1), buckets);
        RandomBytes.Fill(encoded.AsSpan(1 + sizeof(int), SaltLength));
        return new(encoded);
    }

    public int Buckets => BinaryPrimitives.ReadInt32BigEndian(encoded.AsSpan(1));

    public bool IsEmpty => !encoded.AsSpan(Header).ContainsAnyExcept((byte)0);

    /// <summary>True when there is a roster for this bucket.</summary>
    public bool Has(int bucket) => (encoded[Header + (bucket / 8)] >> (bucket % 8) & 1) != 0;

    public RosterIndex With(int bucket, bool present)
    {
        if (Has(bucket) == present) return this;
        var copy = encoded.AsSpan().ToArray();
        copy[Header + (bucket / 8)] ^= (byte)(1 << (bucket % 8));
        return new(copy);
    }

    /// <summary>The bucket of a record, by the bytes of its key.</summary>
    public int BucketOf(ReadOnlySpan<byte> key)
    {
        if (Buckets == 1) return 0;
        Span<byte> salted = stackalloc byte[SaltLength + key.Length];
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        encoded.AsSpan(1 + sizeof(int), SaltLength).CopyTo(salted);
        key.CopyTo(salted[SaltLength..]);
        Hash.Sha256(salted, hash);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)Buckets);
    }

    internal sealed class Codec : IRecordCodec<RosterIndex>
    {
        public void Write(RosterIndex value, IBufferWriter<byte> body) => body.Write(value.encoded);

        /// <exception cref="FormatException">These bytes are no index.</exception>
        public RosterIndex Read(RecordKey key, ReadOnlySpan<byte> body)
        {
            if (body.Length <= Header || body[0] != FormatVersion)
                throw new FormatException($"{key} is no roster index of version {FormatVersion}.");
            var index = new RosterIndex(body.ToArray());
            if (index.Buckets is < 1 or > 65536 || body.Length != Header + ((index.Buckets + 7) / 8))
                throw new FormatException($"{key} has a wrong number of buckets.");
            return index;
        }
    }
}
