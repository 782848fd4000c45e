namespace Strongroom.Storage;

/// <summary>A number that many commits change at once without getting in each other's way, such as how many keys an account has.</summary>
/// <remarks>Read like any record; changed by <see cref="StagedChanges.Add"/> alone. It costs one small record a commit, and counting none.</remarks>
/// <param name="Count">0 or more.</param>
public sealed record Tally(long Count)
{
    /// <summary>A kind of tally. It is unguarded: no decision on who may do what rests on a count.</summary>
    public static RecordType<Tally> Type(string name) => new(name, new JsonRecordCodec<Tally>()) { Guarded = false };
}

/// <summary>What a commit adds to a tally.</summary>
internal readonly record struct TallyChange(RecordType<Tally> Type, long By);

/// <summary>Adds to a commit the tallies that it changes, as they will be once the commits under way are done.</summary>
internal sealed class TallyWriter(IRecordStore store, RecordSeal seal, RecordReader reader, PendingRosters pending)
{
    public async ValueTask AddAsync(PendingRecords commit, IReadOnlyDictionary<RecordKey, TallyChange> changes, CancellationToken cancellation)
    {
        foreach (var (key, change) in changes)
        {
            if (!pending.TryGet(key, out var current, out _)) current = await reader.FindAsync(change.Type, key, cancellation);
            var value = new Tally(Math.Max(0, ((current as Stored<Tally>)?.Value.Count ?? 0) + change.By));
            var revision = store.NextRevision();
            var body = seal.Seal(key, revision, change.Type.Codec, value);
            commit.Add(RecordChange.PutOrDelete(key, current?.Revision ?? 0, revision, body), change.Type, new Stored<Tally>(key, revision, value));
        }
    }
}
