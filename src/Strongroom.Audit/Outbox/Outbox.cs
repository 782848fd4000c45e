using Strongroom.Storage;

namespace Strongroom.Audit;

/// <summary>Records that were committed together with the changes they tell of, on their way into the journal.</summary>
/// <remarks>
/// A row's key begins with the journal's durable end at the time of staging. The record can be in the journal only behind that place: so after
/// a crash between append and deletion the rows that are left are looked up from the oldest one's place on, and none is moved twice.
/// </remarks>
internal sealed class Outbox(Records records, IAuditJournal journal)
{
    /// <summary>Rows moved in one step: one flush of the journal, one commit of the store.</summary>
    public const int BatchRows = 64;

    /// <summary>Bodies are the records' JSON. Nothing is decided by them, so they are not guarded; each is read once, so they are not cached.</summary>
    public static readonly RecordType<byte[]> Rows = new("audit-outbox", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };

    private long staged;
    private IReadOnlyList<Stored<byte[]>> moved = [];

    /// <summary>Adds the records to what is committed next.</summary>
    public void Stage(StagedChanges changes, IReadOnlyList<AuditRecord> entries)
    {
        var end = journal.End;
        var place = Rows.Key().Then(end.Segment).Then(end.Offset);
        using var batch = RecordBatch.Rent();
        Span<byte> id = stackalloc byte[16];
        for (var i = 0; i < entries.Count; i++)
        {
            AuditRecordWriter.Write(entries[i], batch);
            entries[i].EventId.TryWriteBytes(id, bigEndian: true, out _);
            changes.Create(Rows, place.Then(Interlocked.Increment(ref staged)).Then(id), batch[i].ToArray());
        }
    }

    /// <summary>Moves the oldest rows into the journal; says how many. Whatever fails, the same rows are not appended twice by this process.</summary>
    public async Task<int> MoveAsync(CancellationToken cancellation)
    {
        if (moved.Count == 0)
        {
            var oldest = await PageAsync(Rows.Key(), cancellation);
            if (oldest.Count == 0)
                return 0;
            await AppendAsync(oldest);
            moved = oldest;
        }

        var count = moved.Count;
        await DeleteAsync(moved);
        moved = [];
        return count;
    }

    /// <summary>Deletes the rows that an earlier process had moved already; says how many rows are left.</summary>
    public async Task<int> ReconcileAsync(CancellationToken cancellation)
    {
        HashSet<Guid> waiting = [];
        JournalPosition? from = null;
        await foreach (var row in AllAsync(cancellation))
        {
            waiting.Add(IdOf(row.Key));
            from ??= PlaceOf(row.Key);
        }

        if (from is null)
            return 0;
        HashSet<Guid> found = [];
        await foreach (var entry in journal.ReadAsync(from.Value, follow: false, cancellation))
        {
            if (EventIds.Find(entry.Record.Span) is { } id && waiting.Contains(id))
                found.Add(id);
        }

        List<Stored<byte[]>> done = [];
        await foreach (var row in AllAsync(cancellation))
        {
            if (!found.Contains(IdOf(row.Key)))
                continue;
            done.Add(row);
            if (done.Count < BatchRows)
                continue;
            await DeleteAsync(done);
            done.Clear();
        }

        await DeleteAsync(done);
        return waiting.Count - found.Count;
    }

    private async Task AppendAsync(IReadOnlyList<Stored<byte[]>> rows)
    {
        ValueTask appended;
        using (var batch = RecordBatch.Rent())
        {
            foreach (var row in rows)
                batch.Add(row.Value);
            appended = journal.AppendAsync(batch);
        }

        await appended;
    }

    private async Task DeleteAsync(IReadOnlyList<Stored<byte[]>> rows)
    {
        if (rows.Count == 0)
            return;
        var changes = new StagedChanges();
        foreach (var row in rows)
            changes.Delete(Rows, row);
        var result = await records.CommitAsync(changes);
        if (result.Conflict is { } key)
            throw new DamagedRecordException(key, "was changed by somebody else while it was moved into the journal");
    }

    private ValueTask<IReadOnlyList<Stored<byte[]>>> PageAsync(RecordKey from, CancellationToken cancellation) =>
        records.RangeAsync(Rows, from, Rows.Key().EndOfChildren, BatchRows, cancellation: cancellation);

    private async IAsyncEnumerable<Stored<byte[]>> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = Rows.Key();
        while (true)
        {
            var page = await PageAsync(from, cancellation);
            foreach (var row in page)
                yield return row;
            if (page.Count < BatchRows)
                yield break;
            from = page[^1].Key.EndOfChildren;
        }
    }

    private static Guid IdOf(RecordKey key) => new((byte[])key.Elements[^1], bigEndian: true);

    private static JournalPosition PlaceOf(RecordKey key) => new((long)key.Elements[1], (long)key.Elements[2]);
}
