namespace Strongroom.Storage;

/// <summary>A record's key: a tuple of strings, bytes and integers, encoded so that the bytes sort as the tuple does.</summary>
/// <remarks>docs/formats/record-key.md. Printed as its elements between slashes, for logs and errors.</remarks>
public readonly struct RecordKey : IEquatable<RecordKey>, IComparable<RecordKey>
{
    /// <summary>A key of strings.</summary>
    public static RecordKey Of(params ReadOnlySpan<string> elements) => throw new NotImplementedException();

    /// <summary>A key that another process or a store kept as bytes.</summary>
    /// <exception cref="FormatException">The bytes are no tuple.</exception>
    public static RecordKey FromBytes(ReadOnlyMemory<byte> encoded) => throw new NotImplementedException();

    /// <summary>This key with one more element.</summary>
    public RecordKey Then(string element) => throw new NotImplementedException();

    /// <inheritdoc cref="Then(string)"/>
    public RecordKey Then(long element) => throw new NotImplementedException();

    /// <inheritdoc cref="Then(string)"/>
    public RecordKey Then(ReadOnlySpan<byte> element) => throw new NotImplementedException();

    /// <summary>The first key behind all keys that begin with this one: the end of a range over its children.</summary>
    public RecordKey EndOfChildren => throw new NotImplementedException();

    /// <summary>The encoded bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => throw new NotImplementedException();

    /// <summary>The elements (string, byte[] or long), decoded.</summary>
    public IReadOnlyList<object> Elements => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool Equals(RecordKey other) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotImplementedException();

    /// <inheritdoc/>
    public int CompareTo(RecordKey other) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override string ToString() => throw new NotImplementedException();

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
