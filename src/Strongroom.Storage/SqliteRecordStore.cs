using System.Runtime.InteropServices;
using Strongroom.Storage.Sqlite;

namespace Strongroom.Storage;

/// <summary>Records in one SQLite database: the default store of one node.</summary>
/// <remarks>
/// Write-ahead log with <c>synchronous=FULL</c>: a commit is acknowledged once the disk has confirmed it. One thread writes, and commits
/// for all
/// who wait with one flush; readers never wait for it. docs/formats/record.md says what lies in the file.
/// </remarks>
public sealed class SqliteRecordStore : IRecordStore
{
    private const int QueueCapacity = 1024;

    /// <summary>Bytes of bodies that one transaction writes at most, if each commit is smaller: it bounds the log.</summary>
    private const long GroupBytes = 8 << 20;

    private readonly CommitQueue<Pending> queue = new(QueueCapacity);
    private readonly SqliteHealth health = new();
    private readonly FileStream folderLock;
    private readonly string path;
    private readonly SqliteLink link;
    private readonly SqliteMeta meta;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly SqliteCheckpoints checkpoints;
    private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int disposed;

    private SqliteRecordStore(FileStream folderLock, string path, SqliteLink link, TimeProvider time)
    {
        this.folderLock = folderLock;
        this.path = path;
        this.link = link;
        meta = SqliteMeta.Open(link, time);
        writer = new(link, meta, health, Faults);
        readers = new(path, health);
        checkpoints = new(path, link, health, Faults);
    }

    /// <summary>
    /// Opens the store in <paramref name="folder"/>, and makes it where there is none. Takes the time of a few flushes, whatever it holds.
    /// </summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="StoreFullException">The disk is full: the start itself has to write.</exception>
    /// <exception cref="InvalidDataException">It was written by a later version, or is no store.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SqliteRecordStore Open(string folder, TimeProvider? time = null)
    {
        OwnedFolder.Create(folder);
        var folderLock = Lock(Path.Combine(folder, "lock"));
        SqliteLink? link = null;
        SqliteRecordStore? store = null;
        try
        {
            var path = Path.Combine(folder, "records.db");
            OwnedFolder.OpenFile(path, FileShare.ReadWrite).Dispose();
            OwnedFolder.Sync(folder);
            link = SqliteLink.Open(path, readOnly: false);
            Configure(link);
            store = new(folderLock, path, link, time ?? TimeProvider.System);

            // A log that an earlier process could not flush is written anew, and flushed, before anything is built on it.
            store.checkpoints.Truncate();
            store.checkpoints.Start();
            new Thread(store.WriteAll) { IsBackground = true, Name = "record writer" }.Start();
            return store;
        }
        catch (Exception error)
        {
            store?.checkpoints.KeepLogOnClose();
            store?.checkpoints.Dispose();
            link?.KeepLogOnClose();
            link?.Dispose();
            folderLock.Dispose();
            if (error is SqliteError { IsFull: true })
                throw new StoreFullException($"The store in {folder} cannot be opened: the disk is full.", error);
            if (error is SqliteError) throw new IOException($"The store in {folder} cannot be opened: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Everything as it is at this moment, to be read for as long as it takes. The log cannot shrink meanwhile.</summary>
    public RecordSnapshot Snapshot() => new(path);

    internal SqliteFaults Faults { get; } = new();

    /// <summary>A bound on the database's size, to see a full disk in a test.</summary>
    internal int MaxPages { set => link.Execute($"PRAGMA max_page_count={value}"); }

    /// <inheritdoc/>
    public bool IsHealthy => health.IsHealthy;

    /// <inheritdoc/>
    public long Position => meta.Position;

    /// <inheritdoc/>
    public long NextRevision() => meta.NextRevision();

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellation = default) =>
        readers.ReadAsync(key, static (reader, key) => reader.Get(key), cancellation);

    /// <inheritdoc/>
    public ValueTask<StoredRecord?[]> GetManyAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellation = default) =>
        readers.ReadAsync(keys, static (reader, keys) => reader.GetMany(keys), cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredRecord>> RangeAsync(RecordKey from, RecordKey to, int limit, bool reverse = false,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return readers.ReadAsync(
            (from, to, limit, reverse),
            static (reader, range) => reader.Range(range.from, range.to, range.limit, range.reverse),
            cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellation = default)
    {
        if (!health.IsHealthy) throw health.Refusal();
        return await SubmitAsync(new PendingCommit(RecordChange.Validated(changes, meta.LastRevision)), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask ScrubAsync(CancellationToken cancellation = default)
    {
        if (!health.IsHealthy) throw health.Refusal();
        await SubmitAsync(new PendingScrub(), cancellation);
    }

    /// <summary>Finishes what is queued and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        queue.Close();
        await written.Task;
        await checkpoints.StopAsync();
        await readers.CloseAsync();
        if (!health.IsHealthy)
        {
            checkpoints.KeepLogOnClose();
            link.KeepLogOnClose();
        }

        checkpoints.Dispose();
        link.Dispose();
        readers.Dispose();
        queue.Dispose();
        await folderLock.DisposeAsync();
    }

    private async ValueTask<CommitResult> SubmitAsync(Pending pending, CancellationToken cancellation)
    {
        await queue.AddAsync(pending, cancellation);
        return await pending.Task;
    }

    // The writer's thread.
    private void WriteAll()
    {
        var taken = new List<Pending>();
        var group = new List<PendingCommit>();
        while (queue.TakeAll(ref taken))
        {
            group.AddRange(taken.OfType<PendingCommit>());
            for (var rest = CollectionsMarshal.AsSpan(group); !rest.IsEmpty;)
            {
                var size = SizeOfGroup(rest);
                writer.Write(rest[..size]);
                rest = rest[size..];
                if (health.IsHealthy) checkpoints.AfterGroup();
            }

            foreach (var scrub in taken.OfType<PendingScrub>()) Scrub(scrub);
            group.Clear();
        }

        written.SetResult();
    }

    private static int SizeOfGroup(ReadOnlySpan<PendingCommit> waiting)
    {
        var bytes = 0L;
        for (var i = 0; i < waiting.Length; i++)
        {
            foreach (ref readonly var change in waiting[i].Changes.AsSpan()) bytes += change.Body?.Length ?? 0;
            if (bytes > GroupBytes) return Math.Max(i, 1);
        }

        return waiting.Length;
    }

    private void Scrub(PendingScrub scrub)
    {
        try
        {
            if (!health.IsHealthy) throw health.Refusal();
            checkpoints.Truncate();
            scrub.SetResult(new(null, meta.Position));
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            scrub.SetException(error);
        }
    }

    private static void Configure(SqliteLink link)
    {
        if (link.Execute("PRAGMA journal_mode=WAL") != "wal") throw new IOException("The store's folder does not allow a write-ahead log.");
        link.Execute("PRAGMA synchronous=FULL");
        link.Execute("PRAGMA secure_delete=ON");
        link.Execute("PRAGMA foreign_keys=ON");
        link.Execute("PRAGMA wal_autocheckpoint=0");
        link.Execute("PRAGMA journal_size_limit=33554432");
        link.Execute("PRAGMA cache_size=-16000");
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return OwnedFolder.OpenFile(path, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path) && error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StoreInUseException($"The store in {Path.GetDirectoryName(path)} is in use by another process.", error);
        }
    }
}
