using System.Collections.Concurrent;

namespace Strongroom.Storage;

/// <summary>
/// Rosters, indexes and tallies that commits under way will have written. The next commit builds on them at once, so that many commits of one roster
/// share a flush instead of waiting for one each; if the one below fails, its revision never comes to be, and those above conflict and try
/// again.
/// </summary>
internal sealed class PendingRosters
{
    private readonly ConcurrentDictionary<RecordKey, Entry> entries = new();

    /// <summary>What a commit under way makes of a record: a value, or null where it deletes it.</summary>
    public bool TryGet(RecordKey key, out Stored? value, out Task done)
    {
        var known = entries.TryGetValue(key, out var entry);
        (value, done) = (entry?.Value, entry?.Done ?? Task.CompletedTask);
        return known;
    }

    /// <summary>Before the commit is handed to the store, and before the locks of its rosters are left.</summary>
    public void Publish(PendingRecords commit, int from, Task done)
    {
        for (var i = from; i < commit.Count; i++) entries[commit.Steps[i].Key] = new(commit.EffectOf(i).Value, done);
    }

    /// <summary>Once the caches know how the commit ended. What a later commit has published meanwhile stays.</summary>
    public void Withdraw(PendingRecords commit, int from, Task done)
    {
        for (var i = from; i < commit.Count; i++)
        {
            var key = commit.Steps[i].Key;
            if (entries.TryGetValue(key, out var entry) && entry.Done == done) entries.TryRemove(new(key, entry));
        }
    }

    private sealed class Entry(Stored? value, Task done)
    {
        public Stored? Value => value;

        public Task Done => done;
    }
}
