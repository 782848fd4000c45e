using System.Buffers;

namespace Strongroom.Storage;

/// <summary>A kind of record: its name (the first element of every key), its codec, and how it is guarded and cached.</summary>
/// <typeparam name="T">An immutable value; what a caller reads may be shared with every other caller.</typeparam>
public sealed class RecordType<T>(string name, IRecordCodec<T> codec) where T : class
{
    /// <summary>The first element of the key of every record of this kind, such as <c>kms-key</c>.</summary>
    public string Name => name;

    /// <summary>How the body is written before it is sealed.</summary>
    public IRecordCodec<T> Codec => codec;

    /// <summary>
    /// True (the default) where decisions read these records: each is then listed with its revision in a sealed roster, so that a removed or
    /// rolled-back record is refused, never read as absent. Rosters cost one more small record per change.
    /// </summary>
    public bool Guarded { get; init; } = true;

    /// <summary>How many rosters share the records of one scope. A roster is rewritten with each change: more buckets, smaller rosters.</summary>
    public int RosterBuckets { get; init; } = 4096;

    /// <summary>How many records of this kind are kept opened in memory; 0 for none.</summary>
    public int CacheCapacity { get; init; } = 100_000;

    /// <summary>The key of one record: the name, then <paramref name="elements"/>.</summary>
    public RecordKey Key(params ReadOnlySpan<string> elements) => throw new NotImplementedException();
}

/// <summary>A record's value and the revision at which it was read.</summary>
public sealed record Stored<T>(RecordKey Key, long Revision, T Value) where T : class;

/// <summary>Writes and reads the body of a record.</summary>
public interface IRecordCodec<T>
{
    /// <summary>Writes the body.</summary>
    void Write(T value, IBufferWriter<byte> body);

    /// <summary>Reads a body that <see cref="Write"/>, or an earlier version of it, wrote.</summary>
    T Read(RecordKey key, ReadOnlySpan<byte> body);
}
