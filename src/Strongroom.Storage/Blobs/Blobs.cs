using System.Collections.Concurrent;

namespace Strongroom.Storage;

/// <summary>Blobs as services see them: kept and deleted in the commit of the record that names them, and found wherever they lie now.</summary>
/// <remarks>
/// A record for each kept blob says where it lies. A blob without one was left by a call that was refused or by a crash, and is swept away.
/// docs/formats/blobs.md.
/// </remarks>
public sealed class Blobs
{
    private readonly ConcurrentDictionary<BlobId, Unkept> unkept = new();
    private readonly ReadingClock reading;

    /// <summary>Blobs in <paramref name="store"/>, found by <paramref name="records"/>. Owns neither.</summary>
    public Blobs(IBlobStore store, Records records, TimeProvider time)
    {
        (Store, Records, Time) = (store, records, time);
        Index = new("blob", RawRecordCodec.Instance) { Guarded = false, Committed = key => unkept.TryRemove(IdOf(key), out _) };
        Garbage = new("blob-garbage", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };
        Sweeps = new("blob-sweep", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };
        reading = new(time);
    }

    /// <summary>Where the bytes are.</summary>
    public IBlobStore Store { get; }

    /// <summary>Every kind of record that this keeps, for verification.</summary>
    public IReadOnlyCollection<RecordType> Types => [Index, Garbage, Sweeps];

    internal Records Records { get; }

    internal TimeProvider Time { get; }

    /// <summary>Held by whoever frees places, and by whoever needs them to stay.</summary>
    internal SemaphoreSlim Clearing { get; } = new(1, 1);

    internal RecordType<byte[]> Index { get; }

    internal RecordType<byte[]> Garbage { get; }

    internal RecordType<byte[]> Sweeps { get; }

    /// <summary>Deleted before this moment and not read by anyone who began before it.</summary>
    internal DateTimeOffset OldestReading => reading.Oldest;

    /// <summary>Begins a blob.</summary>
    /// <param name="length">How many bytes are expected, where that is known.</param>
    /// <exception cref="StoreFailedException">The store takes no more.</exception>
    public BlobDraft Create(long? length)
    {
        var id = BlobId.New();
        var draft = new BlobDraft(this, id, Store.Create(id, length));
        unkept[id] = new(default, DateTimeOffset.MaxValue);
        return draft;
    }

    /// <summary>Stages that a complete blob is kept. May be staged again after a conflict.</summary>
    /// <exception cref="InvalidOperationException">The blob is neither new nor kept.</exception>
    public void Keep(StagedChanges changes, BlobId id)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!unkept.TryGetValue(id, out var found) || !found.IsComplete) throw new InvalidOperationException($"The blob {id} is not there to be kept.");
        changes.Create(Index, KeyOf(id), found.Address.Encode());
    }

    /// <summary>Lets go of a complete blob without waiting whether a commit keeps it; nothing happens to a kept one.</summary>
    /// <remarks>If such a commit is on its way all the same, only one of the two succeeds.</remarks>
    public void Discard(BlobId id)
    {
        if (unkept.TryGetValue(id, out var found) && found.IsComplete) unkept.TryUpdate(id, found with { Since = DateTimeOffset.MinValue }, found);
    }

    /// <summary>Stages the end of a kept blob; nothing where it is not kept.</summary>
    public async ValueTask DeleteAsync(StagedChanges changes, BlobId id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (await Records.ReadAsync(Index, KeyOf(id), cancellation) is not { Value.Length: > 0 } kept) return;
        changes.Delete(Index, kept);
        changes.Write(Garbage, GarbageKey(Time.GetUtcNow(), id), kept.Value);
    }

    /// <summary>Keeps every blob where it lies, deleted or not, until disposed: what a copy of the files needs. Waits for a clearing under way.</summary>
    public async Task<IDisposable> HoldPlacesAsync(CancellationToken cancellation)
    {
        await Clearing.WaitAsync(cancellation);
        return new Hold(this, BeginReading());
    }

    /// <summary>Marks the beginning of a reading: what is deleted from now on stays readable until it ends.</summary>
    public IDisposable BeginReading() => reading.Begin();

    /// <summary>Opens a blob; null where there is none.</summary>
    public async ValueTask<IBlobReader?> OpenAsync(BlobId id, CancellationToken cancellation)
    {
        if (unkept.TryGetValue(id, out var fresh) && fresh.IsComplete) return Store.Open(fresh.Address);
        if (await Records.FindAsync(Index, KeyOf(id), cancellation) is not { Value.Length: > 0 } kept) return null;
        if (Store.Open(BlobAddress.Decode(kept.Value)) is { } reader) return reader;

        // It may just have been moved, and its old place freed.
        var now = await Records.ReadAsync(Index, KeyOf(id), cancellation);
        return now is not { Value.Length: > 0 } || now.Revision == kept.Revision ? null : Store.Open(BlobAddress.Decode(now.Value));
    }

    internal RecordKey KeyOf(BlobId id) => Index.Key().Then(Bytes(id));

    internal RecordKey GarbageKey(DateTimeOffset time, BlobId id) => Garbage.Key().Then(time.UtcTicks).Then(Bytes(id));

    internal void Completed(BlobId id, BlobAddress address) => unkept[id] = new(address, Time.GetUtcNow());

    internal IEnumerable<KeyValuePair<BlobId, Unkept>> UnkeptBefore(DateTimeOffset time) => unkept.Where(blob => blob.Value.Since < time);

    internal bool IsUnkept(BlobId id) => unkept.ContainsKey(id);

    internal void Forget(BlobId id) => unkept.TryRemove(id, out _);

    internal static BlobId IdOf(RecordKey key) => BlobId.Read((byte[])key.Elements[^1]);

    private static byte[] Bytes(BlobId id)
    {
        var bytes = new byte[BlobId.Length];
        id.Write(bytes);
        return bytes;
    }

    private sealed class Hold(Blobs blobs, IDisposable reading) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) != 0) return;
            reading.Dispose();
            blobs.Clearing.Release();
        }
    }

    /// <summary>A blob that no commit has kept yet, complete or still in the making.</summary>
    internal sealed record Unkept(BlobAddress Address, DateTimeOffset Since)
    {
        public bool IsComplete => Since < DateTimeOffset.MaxValue;
    }
}

/// <summary>A blob in the making. Disposed without <see cref="CompleteAsync"/>, nothing of it is left.</summary>
public sealed class BlobDraft : IAsyncDisposable
{
    private readonly Blobs blobs;
    private readonly IBlobWriter writer;
    private bool complete;

    internal BlobDraft(Blobs blobs, BlobId id, IBlobWriter writer) => (this.blobs, Id, this.writer) = (blobs, id, writer);

    /// <summary>Its name.</summary>
    public BlobId Id { get; }

    /// <inheritdoc cref="IBlobWriter.WriteAsync"/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => writer.WriteAsync(bytes, cancellation);

    /// <summary>Ends the blob and makes it durable; <see cref="Blobs.Keep"/> then keeps it.</summary>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreFailedException">The store cannot vouch for what is on disk.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        blobs.Completed(Id, await writer.CompleteAsync(cancellation));
        complete = true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!complete) blobs.Forget(Id);
        return writer.DisposeAsync();
    }
}
