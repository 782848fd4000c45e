using System.Buffers;

namespace Strongroom.Storage;

/// <summary>A kind of record: its name, and how it is guarded and cached.</summary>
public abstract class RecordType
{
    private static int last;
    private readonly byte[] prefix;

    private protected RecordType(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        prefix = TupleEncoding.Encode([], [name]);
    }

    /// <summary>The first element of the key of every record of this kind, such as <c>kms-key</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// True (the default) where decisions read these records: each is then listed with its revision in a sealed roster, so that a removed
    /// or
    /// rolled-back record is refused, never read as absent. Rosters cost one more small record per change.
    /// </summary>
    public bool Guarded { get; init; } = true;

    /// <summary>
    /// How many rosters share the records of one scope. A roster is rewritten with each change: more buckets, smaller rosters.
    /// </summary>
    /// <remarks>From 1 to 65,536. A scope keeps the number that it began with.</remarks>
    public int RosterBuckets
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65536);
            field = value;
        }
    } = 4096;

    /// <summary>
    /// How many elements behind the name make the scope of a roster; 0 (the default) for one scope for all. A scope of one bucket, such as
    /// the
    /// policies attached to one principal, is checked whole by every range inside it: nothing of it can be missing unseen.
    /// </summary>
    /// <remarks>Part of the stored format: it never changes once there are records.</remarks>
    public int RosterScope { get; init; }

    /// <summary>How many records of this kind are kept opened in memory; 0 for none.</summary>
    public int CacheCapacity { get; init; } = 100_000;

    /// <summary>Told of each record of this kind once its change is durable and in the cache. Quick, and never throws.</summary>
    public Action<RecordKey>? Committed { get; init; }

    /// <summary>The key of one record: the name, then <paramref name="elements"/>.</summary>
    public RecordKey Key(params ReadOnlySpan<string> elements) => new(TupleEncoding.Encode(prefix, elements));

    /// <summary>True for the keys of records of this kind.</summary>
    public bool Owns(RecordKey key) =>
        key.Span.StartsWith(prefix) && key.Length > prefix.Length && key.Span[prefix.Length] != TupleEncoding.End;

    /// <summary>A small number of this type in this process, to find its cache by.</summary>
    internal int Ordinal { get; } = Interlocked.Increment(ref last);

    internal ReadOnlySpan<byte> Prefix => prefix;

    /// <summary>The <see cref="Stored{T}"/> of a body in the clear.</summary>
    internal abstract Stored Read(RecordKey key, long revision, ReadOnlySpan<byte> body);
}

/// <inheritdoc/>
/// <typeparam name="T">An immutable value; what a caller reads may be shared with every other caller.</typeparam>
public sealed class RecordType<T>(string name, IRecordCodec<T> codec) : RecordType(name) where T : class
{
    /// <summary>How the body is written before it is sealed.</summary>
    public IRecordCodec<T> Codec => codec;

    /// <summary>Stages what else is to happen in the commit that deletes a record, such as a note that it must never come back.</summary>
    public Action<StagedChanges, Stored<T>>? WhenDeleted { get; init; }

    internal override Stored Read(RecordKey key, long revision, ReadOnlySpan<byte> body) =>
        new Stored<T>(key, revision, codec.Read(key, body));
}

/// <summary>What every record has.</summary>
public abstract record Stored(RecordKey Key, long Revision);

/// <summary>A record's value and the revision at which it was read.</summary>
public sealed record Stored<T>(RecordKey Key, long Revision, T Value) : Stored(Key, Revision) where T : class;

/// <summary>Writes and reads the body of a record.</summary>
public interface IRecordCodec<T>
{
    /// <summary>Writes the body.</summary>
    void Write(T value, IBufferWriter<byte> body);

    /// <summary>Reads a body that <see cref="Write"/>, or an earlier version of it, wrote.</summary>
    T Read(RecordKey key, ReadOnlySpan<byte> body);
}
