using System.Buffers.Binary;

namespace Strongroom.Storage;

/// <summary>What <see cref="Blobs"/> need done now and then: each method does what is due and returns.</summary>
/// <remarks>None loses a blob whenever it is cut short; the next run goes on. One runs at a time.</remarks>
public sealed class BlobUpkeep(Blobs blobs)
{
    private const int Page = 32;

    // Whoever read a record just before its blob was deleted shall still find it.
    private static readonly TimeSpan ReadingGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(1);

    private Records Records => blobs.Records;

    /// <summary>Does all of it once.</summary>
    /// <exception cref="StoreFullException"/>
    /// <exception cref="StoreFailedException"/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await SweepAsync(cancellation);
        await DropUnkeptAsync(cancellation);
        await CollectAsync(cancellation);
        await CompactAsync(cancellation);
    }

    /// <summary>Drops what earlier runs of the program wrote but never kept.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var key = blobs.Sweeps.Key("swept");
        var last = await Records.ReadAsync(blobs.Sweeps, key, cancellation);
        var swept = last is null ? 0 : BinaryPrimitives.ReadInt64BigEndian(last.Value);
        var until = blobs.Store.Epoch - 1;
        if (swept >= until) return;
        foreach (var blob in blobs.Store.List(swept, until))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await FindAtAsync(blob, cancellation) is null) blobs.Store.Delete(blob.Address);
        }

        var mark = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(mark, until);
        var changes = new StagedChanges();
        changes.Write(blobs.Sweeps, key, mark);
        await Records.CommitAsync(changes, cancellation);
    }

    /// <summary>Drops what this run wrote a while ago and no commit kept.</summary>
    public async Task DropUnkeptAsync(CancellationToken cancellation)
    {
        var now = blobs.Time.GetUtcNow();
        foreach (var (id, blob) in blobs.UnkeptBefore(now - KeepWithin).ToList())
        {
            // A commit may be on its way even now. The empty record takes the place that it would need: only one of the two can succeed.
            var changes = new StagedChanges();
            changes.Create(blobs.Index, blobs.KeyOf(id), []);
            changes.Write(blobs.Garbage, blobs.GarbageKey(now + TombstoneAge, id), []);
            if ((await Records.CommitAsync(changes, cancellation)).Committed) blobs.Store.Delete(blob.Address);
            else blobs.Forget(id);
        }
    }

    /// <summary>Removes the bytes of deleted blobs that nobody reads any more.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var grace = blobs.Time.GetUtcNow() - ReadingGrace;
            var due = blobs.OldestReading < grace ? blobs.OldestReading : grace;
            var page = await Records.RangeAsync(blobs.Garbage, blobs.Garbage.Key(), blobs.Garbage.Key().Then(due.UtcTicks), Page, cancellation: cancellation);
            if (page.Count == 0) return;
            var changes = new StagedChanges();
            foreach (var dead in page)
            {
                changes.Delete(blobs.Garbage, dead);
                if (dead.Value.Length > 0) blobs.Store.Delete(BlobAddress.Decode(dead.Value));
                else if (await Records.ReadAsync(blobs.Index, blobs.KeyOf(Blobs.IdOf(dead.Key)), cancellation) is { } tombstone)
                    changes.Delete(blobs.Index, tombstone);
            }

            await Records.CommitAsync(changes, cancellation);
        }
    }

    /// <summary>Moves what still lives out of segments that are mostly dead, and frees these.</summary>
    public async Task CompactAsync(CancellationToken cancellation)
    {
        // A copy of the files is being made: what it leans on must stay where it is.
        if (!await blobs.Clearing.WaitAsync(0, cancellation)) return;
        try
        {
            while (blobs.Store.FindHeap() is { } heap)
            {
                foreach (var page in heap.Rest.Chunk(Page))
                    if (!await MoveAsync(page, cancellation)) return;
                blobs.Store.Free(heap);
            }
        }
        finally
        {
            blobs.Clearing.Release();
        }
    }

    /// <summary>False where that must wait: a blob is about to be kept, or a record was changed meanwhile.</summary>
    private async Task<bool> MoveAsync(BlobInfo[] page, CancellationToken cancellation)
    {
        var changes = new StagedChanges();
        foreach (var blob in page)
        {
            // First whether it is unkept, and then whether it is kept: it goes from the one to the other at any moment.
            if (blobs.IsUnkept(blob.Id)) return false;
            if (await FindAtAsync(blob, cancellation) is not { } kept) continue;
            changes.Replace(blobs.Index, kept, (await CopyAsync(blob, cancellation)).Encode());
        }

        return changes.IsEmpty || (await Records.CommitAsync(changes, cancellation)).Committed;
    }

    private async Task<BlobAddress> CopyAsync(BlobInfo blob, CancellationToken cancellation)
    {
        using var reader = blobs.Store.Open(blob.Address) ?? throw new IOException($"The blob {blob.Id} is not where it was listed.");
        var content = new byte[blob.Length];
        if (reader.Read(0, content) != content.Length) throw new IOException($"The blob {blob.Id} is shorter than it was listed.");
        await using var writer = blobs.Store.Create(blob.Id, blob.Length);
        await writer.WriteAsync(content, cancellation);
        return await writer.CompleteAsync(cancellation);
    }

    private async Task<Stored<byte[]>?> FindAtAsync(BlobInfo blob, CancellationToken cancellation) =>
        await Records.ReadAsync(blobs.Index, blobs.KeyOf(blob.Id), cancellation) is { Value.Length: > 0 } kept
            && BlobAddress.Decode(kept.Value) == blob.Address ? kept : null;
}
