namespace Strongroom.Storage;

/// <summary>What one operation wants changed. Nothing of it happens before <see cref="Records.CommitAsync"/>.</summary>
/// <remarks>
/// A record that is staged twice is written once: the later value, over the revision that was expected first. Used by one operation, which
/// does one thing at a time.
/// </remarks>
public sealed class StagedChanges
{
    private static readonly Dictionary<RecordKey, TallyChange> NoTallies = [];
    private OrderedDictionary<RecordKey, StagedChange>? staged;
    private Dictionary<RecordKey, TallyChange>? tallies;

    /// <summary>True when nothing is staged.</summary>
    public bool IsEmpty => (staged is null || staged.Count == 0) && (tallies is null || tallies.Count == 0);

    /// <summary>Stages a record that must not exist yet.</summary>
    /// <exception cref="ArgumentException">The key is not one of the type's.</exception>
    public void Create<T>(RecordType<T> type, RecordKey key, T value) where T : class => Stage(type, new StagedPut<T>(type, key, 0, value));

    /// <summary>Stages a new value of a record that was read. Staging the same record again replaces the value.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public void Replace<T>(RecordType<T> type, Stored<T> current, T value) where T : class =>
        Stage(type, new StagedPut<T>(type, current.Key, current.Revision, value));

    /// <summary>Stages a value over whatever is there, or nothing: for unguarded records whose key says all that they say.</summary>
    /// <exception cref="ArgumentException">The key is not one of the type's, or the type is guarded.</exception>
    public void Write<T>(RecordType<T> type, RecordKey key, T value) where T : class
    {
        if (type.Guarded) throw new ArgumentException("A guarded record is written over the revision that was read.", nameof(type));
        Stage(type, new StagedPut<T>(type, key, RecordChange.AnyRevision, value));
    }

    /// <summary>Stages the end of a record that was read.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public void Delete<T>(RecordType<T> type, Stored<T> current) where T : class
    {
        Stage(type, new StagedDelete(type, current.Key, current.Revision));
        type.WhenDeleted?.Invoke(this, current);
    }

    /// <summary>Fails the commit unless the record is still as it was read.</summary>
    public void Check<T>(Stored<T> current) where T : class => Stage(null, new StagedCheck(current.Key, current.Revision));

    /// <summary>Fails the commit unless there is still no such record.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public void CheckAbsent<T>(RecordType<T> type, RecordKey key) where T : class => Stage(type, new StagedCheck(key, 0));

    /// <summary>Stages <paramref name="by"/> more, or fewer, of a tally. It is added to what is there when the commit is written.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public void Add(RecordType<Tally> type, RecordKey key, long by)
    {
        if (!type.Owns(key)) throw new ArgumentException($"{key} is no key of the type {type.Name}.", nameof(key));
        tallies ??= [];
        tallies[key] = new(type, by + tallies.GetValueOrDefault(key).By);
    }

    /// <summary>Drops everything staged.</summary>
    public void Clear()
    {
        staged?.Clear();
        tallies?.Clear();
    }

    internal IReadOnlyDictionary<RecordKey, TallyChange> Tallies => tallies ?? NoTallies;

    internal IReadOnlyCollection<StagedChange> Changes => staged is null ? [] : staged.Values;

    private void Stage(RecordType? type, StagedChange change)
    {
        if (type?.Owns(change.Key) == false)
            throw new ArgumentException($"{change.Key} is no key of the type {type.Name}.", nameof(change));
        staged ??= [];
        if (!staged.TryGetValue(change.Key, out var earlier)) staged.Add(change.Key, change);
        else if (change is not StagedCheck) staged[change.Key] = change with { Expected = earlier.Expected };
    }
}

/// <summary>One record's part of a commit.</summary>
/// <param name="Expected">The revision that must be stored now; 0 for none.</param>
internal abstract record StagedChange(RecordKey Key, long Expected);

internal sealed record StagedCheck(RecordKey Key, long Expected) : StagedChange(Key, Expected);

/// <summary>A change of a known type: what is cached and guarded.</summary>
internal abstract record StagedWrite(RecordType Type, RecordKey Key, long Expected) : StagedChange(Key, Expected)
{
    /// <summary>What the store has once this is written at <paramref name="revision"/>; null for nothing.</summary>
    public abstract Stored? ValueAt(long revision);

    /// <summary>The sealed body; null for none.</summary>
    public abstract byte[]? Seal(RecordSeal seal, long revision);
}

internal sealed record StagedDelete(RecordType Type, RecordKey Key, long Expected) : StagedWrite(Type, Key, Expected)
{
    public override Stored? ValueAt(long revision) => null;

    public override byte[]? Seal(RecordSeal seal, long revision) => null;
}

internal sealed record StagedPut<T>(RecordType<T> Of, RecordKey Key, long Expected, T Value) : StagedWrite(Of, Key, Expected)
    where T : class
{
    public override Stored? ValueAt(long revision) => new Stored<T>(Key, revision, Value);

    public override byte[] Seal(RecordSeal seal, long revision) => seal.Seal(Key, revision, Of.Codec, Value);
}
