namespace Strongroom.Storage;

/// <summary>A record as it is stored: the body is opaque (sealed) bytes.</summary>
public sealed record StoredRecord(RecordKey Key, long Revision, ReadOnlyMemory<byte> Body);

/// <summary>One step of a commit. Every step names the revision that it expects to find; 0 means that no record may be there.</summary>
/// <param name="Key">The record.</param>
/// <param name="ExpectedRevision">The revision that must be stored now; 0 for none; <see cref="AnyRevision"/> not to care.</param>
/// <param name="Revision">The new revision, from <see cref="IRecordStore.NextRevision"/>; 0 to delete; for a check, the expected
/// one.</param>
/// <param name="Body">The new body; null to delete or only to check.</param>
public readonly record struct RecordChange(RecordKey Key, long ExpectedRevision, long Revision, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Writes or deletes whatever is there. For append-only records with unique keys.</summary>
    public const long AnyRevision = -1;

    /// <summary>Writes <paramref name="body"/> over the record of revision <paramref name="expected"/>.</summary>
    public static RecordChange Put(RecordKey key, long expected, long revision, ReadOnlyMemory<byte> body) =>
        new(key, expected, revision, body);

    /// <summary>Writes <paramref name="body"/>, or deletes where it is null.</summary>
    /// <remarks>A null array turns into empty memory, not into none, where nobody looks.</remarks>
    internal static RecordChange PutOrDelete(RecordKey key, long expected, long revision, byte[]? body) =>
        body is null ? Delete(key, expected) : Put(key, expected, revision, body);

    /// <summary>Deletes the record of revision <paramref name="expected"/>.</summary>
    public static RecordChange Delete(RecordKey key, long expected) => new(key, expected, 0, null);

    /// <summary>Writes nothing, and fails the commit unless the record has revision <paramref name="expected"/>.</summary>
    public static RecordChange Check(RecordKey key, long expected) => new(key, expected, expected == 0 ? CheckAbsent : expected, null);

    private const long CheckAbsent = -2;

    /// <summary>True when this step only checks.</summary>
    public bool IsCheck => Body is null && Revision != 0;

    /// <summary>True when this step deletes.</summary>
    public bool IsDelete => Body is null && Revision == 0;

    /// <summary>True when the step may go ahead over a record of revision <paramref name="stored"/> (0 for none).</summary>
    public bool Accepts(long stored) => ExpectedRevision == AnyRevision || ExpectedRevision == stored;

    /// <summary>
    /// A copy of <paramref name="changes"/> that any store can take, or the exception that <see cref="IRecordStore.CommitAsync"/> names.
    /// </summary>
    internal static RecordChange[] Validated(IReadOnlyList<RecordChange> changes, long lastRevision)
    {
        RecordChange[] copy = [.. changes];
        var seen = copy.Length > 16 ? new HashSet<RecordKey>(copy.Length) : null;
        for (var i = 0; i < copy.Length; i++)
        {
            ref readonly var change = ref copy[i];
            if (change.Key.Length == 0) throw new ArgumentException("A record has an empty key.", nameof(changes));
            if (!(seen?.Add(change.Key) ?? !Contains(copy.AsSpan(0, i), change.Key)))
                throw new ArgumentException($"The record {change.Key} is named twice.", nameof(changes));
            if (change.Body is not { } body) continue;
            if (body.Length > IRecordStore.MaxBodyLength)
                throw new ArgumentException($"The record {change.Key} has a body of {body.Length} bytes.", nameof(changes));
            if (change.Revision <= 0 || change.Revision > lastRevision)
                throw new ArgumentException($"The record {change.Key} has a revision that was never given out.", nameof(changes));
        }

        return copy;
    }

    private static bool Contains(ReadOnlySpan<RecordChange> changes, RecordKey key)
    {
        foreach (ref readonly var change in changes)
            if (change.Key == key) return true;
        return false;
    }
}

/// <summary>How a commit ended.</summary>
/// <param name="Conflict">Null when committed; else the first key whose revision was another.</param>
/// <param name="Position">The store's position behind this commit: of two commits the later one has the higher.</param>
public readonly record struct CommitResult(RecordKey? Conflict, long Position = 0)
{
    /// <summary>True when everything was written.</summary>
    public bool Committed => Conflict is null;
}
