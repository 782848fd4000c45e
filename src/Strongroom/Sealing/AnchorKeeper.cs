using Strongroom.Audit;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>Notes in the keyring, every second in which something changed, how far the store and the journal have come.</summary>
/// <remarks>
/// What is noted was durable before, so the note is never ahead of the store; it is behind by what was committed in the last second, and a
/// rollback of no more than that cannot be told. No commit waits for it.
/// </remarks>
internal sealed class AnchorKeeper(Keyring keyring, IRecordStore store, IAuditJournal journal, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How far the note is behind at most, while it can be written.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private StoreAnchor? written;
    private bool wasMissing;
    private volatile Exception? failure;

    /// <summary>True if the store is not the one that the keyring saw last, but one that was put back: by a restore, or by what was accepted.</summary>
    public bool IsPutBack { get; private set; }

    /// <summary>What was noted before this start; null if nothing was.</summary>
    public StoreAnchor? Found { get; private set; }

    /// <summary>Refuses a store that is older than its note, unless its position is <paramref name="accepted"/>.</summary>
    /// <exception cref="RolledBackException"/>
    /// <exception cref="SealException">The note is damaged; or nothing was rolled back, and so nothing is to be accepted.</exception>
    public void Demand(long? accepted)
    {
        Found = written = keyring.ReadAnchor();
        wasMissing = Found is null && store.Position > 0;
        var end = journal.End;
        var isBehind = Found is { Replay: false } && (store.Position < Found.Position || end < new JournalPosition(Found.JournalSegment, Found.JournalOffset));
        IsPutBack = isBehind || Found is { Replay: true };
        if (accepted is { } position && (!isBehind || position != store.Position))
            throw new SealException(isBehind
                ? $"The store is at position {store.Position}, not at {position}: nothing was accepted."
                : "The store was not rolled back: there is nothing to accept.");
        if (!isBehind || accepted is not null) return;
        throw new RolledBackException(
            $"The store is at position {store.Position} and its audit journal at {end.Segment}/{end.Offset}, but on {Found!.At:yyyy-MM-ddTHH:mm:ssZ} they were at "
            + $"{Found.Position} and {Found.JournalSegment}/{Found.JournalOffset}: an old copy was put back, or the end was lost. "
            + $"To go on from here, without what came after: strongroom accept-rollback --position {store.Position}");
    }

    /// <summary>Notes where the store is now, durably.</summary>
    public void Write()
    {
        var end = journal.End;
        var anchor = new StoreAnchor(store.Position, end.Segment, end.Offset, time.GetUtcNow());
        if (written is not null && written with { At = anchor.At } == anchor) return;
        keyring.WriteAnchor(anchor);
        written = anchor;
    }

    public void Start() => running = RunAsync();

    /// <summary>In words.</summary>
    public string Describe() => failure is { } failed ? $"anchor: cannot be written: {failed.Message}"
        : wasMissing ? "anchor: there was none at start, so whether the store was put back before then cannot be told"
        : $"anchor: at most {Lag.TotalSeconds:0} s behind";

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        var started = running != Task.CompletedTask;
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        if (started) TryWrite();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            TryWrite();
            await Task.Delay(Lag, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A note that cannot be written is only a weaker guard: no reason to stop serving. Status says so.
    private void TryWrite()
    {
        try
        {
            Write();
            failure = null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            failure = failed;
        }
    }
}
