using SQLitePCL;

namespace Strongroom.Storage.Sqlite;

/// <summary>
/// Keeps the write-ahead log short. It is copied into the database beside the writer, on a link of its own; only when that never catches
/// up,
/// because commits do not pause, the writer stops for the rest and starts the log anew.
/// </summary>
internal sealed class SqliteCheckpoints(string path, SqliteLink writer, SqliteHealth health, SqliteFaults faults) : IDisposable
{
    /// <summary>Pages of 4 KiB after which the log is copied beside the writer.</summary>
    private const int Soft = 1024;

    /// <summary>Pages after which the writer waits for it: a log of 32 MiB.</summary>
    private const int Hard = 8192;

    private readonly SqliteLink link = OpenCopier(path);
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly CancellationTokenSource closing = new();
    private Task copying = Task.CompletedTask;
    private int frames, sinceAsked;

    public void Start() => copying = Task.Run(CopyAsync);

    /// <summary>On the writer's thread, behind each group.</summary>
    public void AfterGroup()
    {
        var pages = writer.TakePagesWritten();
        sinceAsked += pages;
        if (Interlocked.Add(ref frames, pages) >= Hard)
        {
            Run(writer, raw.SQLITE_CHECKPOINT_RESTART, TimeSpan.FromMilliseconds(250));
        }
        else if (sinceAsked >= Soft && wanted.CurrentCount == 0)
        {
            sinceAsked = 0;
            wanted.Release();
        }
    }

    /// <summary>On the writer's thread: everything into the database, and the log down to nothing.</summary>
    /// <exception cref="StoreFullException">The database cannot grow.</exception>
    /// <exception cref="TimeoutException">A reader held on to the log.</exception>
    /// <exception cref="StoreFailedException">The disk failed.</exception>
    public void Truncate()
    {
        if (Run(writer, raw.SQLITE_CHECKPOINT_TRUNCATE, TimeSpan.FromSeconds(5)) is not { } error) return;
        if (error.IsFull) throw new StoreFullException("The disk is full: the log could not be copied into the database.", error);
        if (error.IsBusy) throw new TimeoutException("A reader kept the log from being emptied.", error);
        throw health.Refusal();
    }

    public async ValueTask StopAsync()
    {
        await closing.CancelAsync();
        await copying;
    }

    public void KeepLogOnClose() => link.KeepLogOnClose();

    public void Dispose()
    {
        link.Dispose();
        wanted.Dispose();
        closing.Dispose();
    }

    private static SqliteLink OpenCopier(string path)
    {
        var link = SqliteLink.Open(path, readOnly: false);
        link.Execute("PRAGMA synchronous=FULL");
        return link;
    }

    private async Task CopyAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await wanted.WaitAsync(closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (health.IsHealthy) Run(link, raw.SQLITE_CHECKPOINT_PASSIVE, TimeSpan.Zero);
        }
    }

    private SqliteError? Run(SqliteLink by, int mode, TimeSpan patience)
    {
        var waits = mode != raw.SQLITE_CHECKPOINT_PASSIVE;
        try
        {
            faults.BeforeCheckpoint?.Invoke();
            by.BusyTimeout = patience;
            var before = Volatile.Read(ref frames);
            var all = by.Checkpoint(mode);

            // A log that is copied whole begins anew with the next commit, unless one has come in between: so it counts until it has.
            if (waits) Volatile.Write(ref frames, 0);
            else Interlocked.Add(ref frames, all - before);
            return null;
        }
        catch (SqliteError error) when (error.IsBusy || error.IsFull)
        {
            // The log keeps everything until a later turn.
            if (waits) Volatile.Write(ref frames, Hard - Soft);
            return error;
        }
        catch (SqliteError error)
        {
            // What the failed flush left behind is unknown, and the log must stay for the next start.
            health.Fail(error);
            return error;
        }
        finally
        {
            by.BusyTimeout = TimeSpan.FromSeconds(5);
        }
    }
}
