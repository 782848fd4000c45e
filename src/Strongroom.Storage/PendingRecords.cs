namespace Strongroom.Storage;

/// <summary>The steps of one commit, each with what the cache has once it is done.</summary>
internal sealed class PendingRecords
{
    private readonly List<RecordChange> steps = [];
    private readonly List<(RecordType? Type, Stored? Value)> effects = [];

    public IReadOnlyList<RecordChange> Steps => steps;

    public int Count => steps.Count;

    /// <summary>The first record that the caller staged.</summary>
    public RecordKey First => steps[0].Key;

    /// <param name="step">What the store does.</param>
    /// <param name="type">Null for a check, which changes no cache.</param>
    /// <param name="value">What is stored then; null for nothing.</param>
    public void Add(RecordChange step, RecordType? type, Stored? value)
    {
        steps.Add(step);
        effects.Add((type, value));
    }

    /// <summary>Drops all steps behind the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        steps.RemoveRange(count, steps.Count - count);
        effects.RemoveRange(count, effects.Count - count);
    }

    public int IndexOf(RecordKey key) => steps.FindIndex(step => step.Key == key);

    public (RecordType? Type, Stored? Value) EffectOf(int step) => effects[step];
}
