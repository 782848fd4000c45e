namespace Strongroom.Storage;

/// <summary>The records that share one set of rosters: all of a type, or those that begin with the same elements.</summary>
internal readonly struct RosterScope
{
    /// <summary>Rosters are listed by their index, and are guarded by it.</summary>
    public static readonly RecordType<Roster> Rosters = new("roster", new Roster.Codec()) { Guarded = false, CacheCapacity = 16_384 };

    /// <summary>The index of all rosters of a type.</summary>
    public static readonly RecordType<RosterIndex> TypeIndexes = new("roster-index", new RosterIndex.Codec())
    {
        Guarded = false,
        CacheCapacity = 1024,
    };

    /// <summary>The index of the rosters of one scope; it is listed in a roster itself.</summary>
    public static readonly RecordType<RosterIndex> ScopeIndexes = new("roster-scope", new RosterIndex.Codec()) { CacheCapacity = 16_384 };

    private readonly RecordKey key;
    private readonly int length;

    /// <exception cref="ArgumentException">The key has nothing behind the elements that make the scope.</exception>
    public RosterScope(RecordType type, RecordKey key)
    {
        Type = type;
        this.key = key;
        length = LengthOf(type, key);
        if (length < 0) throw new ArgumentException($"{key} is not inside a scope of the type {type.Name}.", nameof(key));
    }

    public RecordType Type { get; }

    /// <summary>True when a record of this key has a scope.</summary>
    public static bool Covers(RecordType type, RecordKey key) => LengthOf(type, key) >= 0;

    public RecordType<RosterIndex> IndexType => Type.RosterScope == 0 ? TypeIndexes : ScopeIndexes;

    public RecordKey IndexKey => new([.. IndexType.Prefix, .. Elements]);

    public RecordKey RosterKey(int bucket) => FirstRosterKey.Then(bucket);

    /// <summary>Below the keys of all rosters of this scope.</summary>
    public RecordKey FirstRosterKey => new([.. Rosters.Prefix, .. Elements]);

    /// <summary>How a roster lists a record: its key without what all in the scope begin with.</summary>
    public ReadOnlySpan<byte> Tail(RecordKey of) => of.Span[length..];

    /// <summary>The key of a listed record.</summary>
    public RecordKey KeyOf(ReadOnlySpan<byte> tail) => RecordKey.Stored([.. Elements, .. tail]);

    /// <summary>What every key of the scope begins with.</summary>
    public RecordKey Parent => RecordKey.Stored(Elements);

    private static int LengthOf(RecordType type, RecordKey key)
    {
        var length = type.RosterScope == 0 ? type.Prefix.Length : TupleEncoding.LengthOf(key.Span, 1 + type.RosterScope);
        return length < key.Length ? length : -1;
    }

    private ReadOnlySpan<byte> Elements => key.Span[..length];
}
