namespace Strongroom.Storage;

/// <summary>The cache of each type.</summary>
internal sealed class RecordCaches
{
    private readonly Lock adding = new();
    private readonly Dictionary<string, RecordType> types = [];
    private Slot?[] slots = new Slot?[32];

    /// <summary>The type's cache; null when it has none.</summary>
    /// <exception cref="InvalidOperationException">Another type has this name.</exception>
    public RecordCache? Of(RecordType type)
    {
        var known = slots;
        return type.Ordinal < known.Length && known[type.Ordinal] is { } slot ? slot.Cache : Add(type);
    }

    /// <summary>Before a commit is acknowledged: what it wrote.</summary>
    public void Apply(PendingRecords commit, long position)
    {
        for (var i = 0; i < commit.Count; i++)
        {
            var (type, value) = commit.EffectOf(i);
            if (type is null) continue;
            Of(type)?.Apply(commit.Steps[i].Key, value, position);
            type.Committed?.Invoke(commit.Steps[i].Key);
        }
    }

    /// <summary>Forgets what a commit would have written, or only <paramref name="key"/> of it.</summary>
    public void Evict(PendingRecords commit, RecordKey? key = null)
    {
        for (var i = 0; i < commit.Count; i++)
        {
            if (key is { } only && commit.Steps[i].Key != only) continue;
            if (commit.EffectOf(i).Type is { } type) Of(type)?.Evict(commit.Steps[i].Key);
        }
    }

    private RecordCache? Add(RecordType type)
    {
        lock (adding)
        {
            if (!types.TryAdd(type.Name, type) && types[type.Name] != type)
                throw new InvalidOperationException($"There are two record types of the name {type.Name}.");
            var copy = slots.AsSpan().ToArray();
            if (type.Ordinal >= copy.Length) Array.Resize(ref copy, Math.Max(2 * copy.Length, type.Ordinal + 1));
            copy[type.Ordinal] ??= new(type.CacheCapacity > 0 ? new(type.CacheCapacity) : null);
            Volatile.Write(ref slots, copy);
            return copy[type.Ordinal]!.Cache;
        }
    }

    private sealed record Slot(RecordCache? Cache);
}
