using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Notes every record that something is made from, so that it can be kept for exactly as long as none of them changes.</summary>
internal sealed class RecordWatch(Records records)
{
    private readonly List<Source> sources = [];

    /// <summary>Reads a record and remembers its revision, or that there was none.</summary>
    public async ValueTask<Stored<T>?> FindAsync<T>(RecordType<T> type, RecordKey key, CancellationToken cancellation) where T : class
    {
        var found = await records.FindAsync(type, key, cancellation);
        sources.Add(new Source<T>(type, key, found?.Revision ?? 0));
        return found;
    }

    /// <summary>What was made from the records read so far.</summary>
    public Watched<T> Watch<T>(T value) => new(value, [.. sources]);

    internal abstract class Source
    {
        public abstract ValueTask<bool> IsCurrentAsync(Records records, CancellationToken cancellation);
    }

    private sealed class Source<T>(RecordType<T> type, RecordKey key, long revision) : Source where T : class
    {
        public override ValueTask<bool> IsCurrentAsync(Records records, CancellationToken cancellation)
        {
            var read = records.FindAsync(type, key, cancellation);
            return read.IsCompletedSuccessfully ? new(IsCurrent(read.Result)) : AwaitAsync(read);
        }

        private bool IsCurrent(Stored<T>? found) => (found?.Revision ?? 0) == revision;

        private async ValueTask<bool> AwaitAsync(ValueTask<Stored<T>?> read) => IsCurrent(await read);
    }
}

/// <summary>A value and the records that it was made from.</summary>
internal sealed class Watched<T>(T value, RecordWatch.Source[] sources)
{
    public T Value => value;

    /// <summary>True while none of the records has changed. Completes at once where they are in memory.</summary>
    public ValueTask<bool> IsCurrentAsync(Records records, CancellationToken cancellation)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            var current = sources[i].IsCurrentAsync(records, cancellation);
            if (!current.IsCompletedSuccessfully) return ContinueAsync(current, i, records, cancellation);
            if (!current.Result) return new(false);
        }

        return new(true);
    }

    private async ValueTask<bool> ContinueAsync(ValueTask<bool> current, int at, Records records, CancellationToken cancellation)
    {
        if (!await current) return false;
        while (++at < sources.Length)
            if (!await sources[at].IsCurrentAsync(records, cancellation)) return false;
        return true;
    }
}
