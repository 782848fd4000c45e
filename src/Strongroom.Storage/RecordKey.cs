namespace Strongroom.Storage;

/// <summary>A record's key: a tuple of strings, bytes and integers, encoded so that the bytes sort as the tuple does.</summary>
/// <remarks>docs/formats/record-key.md. Printed as its elements between slashes, for logs and errors.</remarks>
public readonly struct RecordKey : IEquatable<RecordKey>, IComparable<RecordKey>
{
    /// <summary>The most bytes that an encoded key may have.</summary>
    public const int MaxLength = 4096;

    private readonly byte[]? encoded;
    private readonly int hash;

    internal RecordKey(byte[] encoded) : this(encoded, stored: false)
    {
        // A bound is one byte longer than the key it closes.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encoded.Length, MaxLength + 1, "key");
    }

    private RecordKey(byte[] encoded, bool stored)
    {
        this.encoded = encoded;
        hash = HashOf(encoded);
    }

    /// <summary>A key as a store holds it, unchecked: if it is not one of ours then neither is the seal of its record.</summary>
    internal static RecordKey Stored(ReadOnlySpan<byte> bytes) => new(bytes.ToArray(), stored: true);

    /// <summary>A key of strings.</summary>
    /// <exception cref="ArgumentException">An element is not well-formed UTF-16, or the key is longer than <see
    /// cref="MaxLength"/>.</exception>
    public static RecordKey Of(params ReadOnlySpan<string> elements) => new(TupleEncoding.Encode([], elements));

    /// <summary>A key that another process or a store kept as bytes.</summary>
    /// <exception cref="FormatException">The bytes are no tuple, or not its one encoding, or longer than <see
    /// cref="MaxLength"/>.</exception>
    public static RecordKey FromBytes(ReadOnlyMemory<byte> encoded) => FromBytes(encoded.Span);

    /// <inheritdoc cref="FromBytes(ReadOnlyMemory{byte})"/>
    public static RecordKey FromBytes(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > MaxLength) throw new FormatException($"A record key of {encoded.Length} bytes is too long.");
        TupleEncoding.Validate(encoded);
        return new(encoded.ToArray());
    }

    /// <summary>This key with one more element.</summary>
    public RecordKey Then(string element) => new(TupleEncoding.Encode(Span, [element]));

    /// <inheritdoc cref="Then(string)"/>
    public RecordKey Then(long element) => new(TupleEncoding.Append(Span, element));

    /// <inheritdoc cref="Then(string)"/>
    public RecordKey Then(ReadOnlySpan<byte> element) => new(TupleEncoding.Append(Span, element));

    /// <summary>The first key behind all keys that begin with this one: the end of a range over its children.</summary>
    /// <remarks>
    /// A bound for ranges only: no record has such a key, and it is not taken by <see cref="FromBytes(ReadOnlyMemory{byte})"/>.
    /// </remarks>
    public RecordKey EndOfChildren => new([.. Span, TupleEncoding.End]);

    /// <summary>The range of the keys below this one whose next element is a string that begins with <paramref name="prefix"/>.</summary>
    /// <remarks>The end is a bound for ranges only, as <see cref="EndOfChildren"/> is.</remarks>
    public (RecordKey From, RecordKey To) Beginning(string prefix)
    {
        // A string ends in a zero byte; no byte of UTF-8, nor the escape of a zero character, is above the bound.
        var from = Then(prefix);
        return (from, new([.. from.Span[..^1], TupleEncoding.End]));
    }

    /// <summary>The encoded bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => encoded;

    /// <summary>The elements (string, byte[] or long), decoded.</summary>
    public IReadOnlyList<object> Elements => TupleEncoding.Decode(Span);

    /// <summary>True when this key has the elements of <paramref name="prefix"/>, and perhaps more behind them.</summary>
    public bool StartsWith(RecordKey prefix)
    {
        // A string that goes on behind a zero character continues the bytes of a shorter one with 0xFF, where a next element never does.
        var mine = Span;
        return mine.StartsWith(prefix.Span) && (mine.Length == prefix.Length || mine[prefix.Length] != TupleEncoding.End);
    }

    internal ReadOnlySpan<byte> Span => encoded;

    internal int Length => encoded is null ? 0 : encoded.Length;

    /// <inheritdoc/>
    public bool Equals(RecordKey other) =>
        hash == other.hash && (ReferenceEquals(encoded, other.encoded) || Span.SequenceEqual(other.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <inheritdoc/>
    public int CompareTo(RecordKey other) => Span.SequenceCompareTo(other.Span);

    /// <inheritdoc/>
    public override string ToString() => TupleEncoding.Print(Span);

    // Seeded per process, so that nobody can choose keys that collide.
    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return 0;
        var code = new HashCode();
        code.AddBytes(bytes);
        return code.ToHashCode();
    }

    /// <summary>Same bytes.</summary>
    public static bool operator ==(RecordKey left, RecordKey right) => left.Equals(right);

    /// <summary>Other bytes.</summary>
    public static bool operator !=(RecordKey left, RecordKey right) => !left.Equals(right);

    /// <summary>Sorts before.</summary>
    public static bool operator <(RecordKey left, RecordKey right) => left.CompareTo(right) < 0;

    /// <summary>Sorts before or is the same.</summary>
    public static bool operator <=(RecordKey left, RecordKey right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts behind.</summary>
    public static bool operator >(RecordKey left, RecordKey right) => left.CompareTo(right) > 0;

    /// <summary>Sorts behind or is the same.</summary>
    public static bool operator >=(RecordKey left, RecordKey right) => left.CompareTo(right) >= 0;
}
