using SQLitePCL;
using Strongroom.Storage.Sqlite;

namespace Strongroom.Storage.Tests;

public sealed class SqliteRecordStoreTests : RecordStoreContract
{
    private static readonly RecordKey A = RecordKey.Of("a"), B = RecordKey.Of("b"), C = RecordKey.Of("c");
    private readonly TemporaryFolder folder = new();
    private SqliteRecordStore store;

    public SqliteRecordStoreTests() => store = SqliteRecordStore.Open(folder.Store);

    protected override IRecordStore Store => store;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Everything_is_there_again_after_a_restart()
    {
        var revision = await PutAsync(A, 0, "a");
        var position = store.Position;
        await ReopenAsync();
        Assert.Equal((revision, "a"), ((await store.GetAsync(A))!.Revision, Text(await store.GetAsync(A))));
        Assert.Equal(position, store.Position);
        Assert.True(store.NextRevision() > revision);
    }

    [Fact]
    public async Task Revisions_go_on_upwards_when_the_clock_is_set_back()
    {
        var last = store.NextRevision();
        for (var year = 2020; year > 1970; year -= 10)
        {
            await ReopenAsync(new FixedTime(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero)));
            var next = store.NextRevision();
            Assert.True(next > last);
            last = next;
        }
    }

    [Fact]
    public async Task Revisions_never_start_below_the_clock_so_that_a_restored_backup_repeats_none()
    {
        var noon = new DateTimeOffset(2100, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await ReopenAsync(new FixedTime(noon));
        Assert.Equal(noon.ToUnixTimeMilliseconds() * 1000, store.NextRevision());
    }

    [Fact]
    public async Task Revisions_outlast_what_was_reserved_at_the_start()
    {
        for (var i = 0; i < 1 << 21; i++) store.NextRevision();
        var revision = await PutAsync(A, 0, "a");
        await ReopenAsync(new FixedTime(DateTimeOffset.UnixEpoch));
        Assert.True(store.NextRevision() > revision);
    }

    [Fact]
    public async Task A_store_is_open_in_one_process_only()
    {
        var refusal = Assert.Throws<StoreInUseException>(() => SqliteRecordStore.Open(folder.Store));
        Assert.Contains("in use", refusal.Message);
        await ReopenAsync();
    }

    [Fact]
    public async Task Nobody_but_the_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no Unix modes");
        await PutAsync(A, 0, "a");
#pragma warning disable CA1416 // Skipped above where there are no modes.
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder.Store));
        foreach (var file in Directory.GetFiles(folder.Store)) Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file));
#pragma warning restore CA1416
        Assert.True(Directory.GetFiles(folder.Store).Length >= 3);
    }

    [Fact]
    public async Task Commits_that_wait_together_share_a_transaction_and_each_is_decided_by_itself()
    {
        var old = await PutAsync(A, 0, "old");
        var before = CountTransactions();
        var results = await InOneGroupAsync(
            [Put(A, old, "first"), Put(B, 0, "b")],
            [Put(A, old, "second"), Put(RecordKey.Of("lost"), 0, "lost")],
            [Put(B, 0, "conflicts with the one before")],
            [Put(C, 0, "c")]);
        Assert.Equal([null, A, B, null], results.Select(result => result.Conflict));
        Assert.Equal(before + 1, CountTransactions());
        Assert.Equal("first b c", string.Join(' ', (await store.GetManyAsync([A, B, C])).Select(Text)));
        Assert.Null(await store.GetAsync(RecordKey.Of("lost")));
    }

    [Fact]
    public async Task A_statement_that_fails_fails_its_own_commit_and_no_neighbour()
    {
        store.Faults.BeforeWrite = change =>
        {
            if (change.Key == B) throw new SqliteError(raw.SQLITE_TOOBIG, "injected");
        };
        var commits = await StartInOneGroupAsync([Put(A, 0, "a")], [Put(RecordKey.Of("beside"), 0, ""), Put(B, 0, "b")], [Put(C, 0, "c")]);
        Assert.True((await commits[0]).Committed);
        await Assert.ThrowsAnyAsync<IOException>(() => commits[1]);
        Assert.True((await commits[2]).Committed);
        Assert.Equal([true, false, true], (await store.GetManyAsync([A, RecordKey.Of("beside"), C])).Select(record => record is not null));
        Assert.True(store.IsHealthy);
    }

    [Fact]
    public async Task A_database_that_cannot_grow_refuses_the_whole_group_and_recovers_by_itself()
    {
        await PutAsync(A, 0, "old");
        store.MaxPages = 8;
        var large = new byte[100_000];
        var commits = await StartInOneGroupAsync(
            [Put(B, 0, "b")], [RecordChange.Put(RecordKey.Of("large"), 0, store.NextRevision(), large)],
            [Put(A, RecordChange.AnyRevision, "new")]);
        foreach (var commit in commits) await Assert.ThrowsAsync<StoreFullException>(() => commit);
        Assert.Equal("old", Text(await store.GetAsync(A)));
        Assert.Null(await store.GetAsync(B));
        Assert.True(store.IsHealthy);
        await PutAsync(B, 0, "small enough");
        store.MaxPages = 1_000_000;
        Assert.True((await store.CommitAsync([RecordChange.Put(RecordKey.Of("large"), 0, store.NextRevision(), large)])).Committed);
        await ReopenAsync();
        Assert.Equal("small enough", Text(await store.GetAsync(B)));
    }

    [Theory]
    [InlineData("statements")]
    [InlineData("write")]
    [InlineData("commit")]
    public async Task A_full_disk_at_any_point_writes_nothing_and_passes(string point)
    {
        var position = store.Position;
        Inject(point, raw.SQLITE_FULL);
        await Assert.ThrowsAsync<StoreFullException>(() => PutAsync(A, 0, "a"));
        Inject(point, null);
        Assert.Null(await store.GetAsync(A));
        Assert.Equal(position, store.Position);
        await PutAsync(A, 0, "a");
    }

    [Theory]
    [InlineData("statements", raw.SQLITE_IOERR_READ, false)]
    [InlineData("write", raw.SQLITE_IOERR_WRITE, false)]
    [InlineData("write", raw.SQLITE_CORRUPT, false)]
    [InlineData("commit", raw.SQLITE_IOERR_FSYNC, false)]
    [InlineData("commit", raw.SQLITE_BUSY, false)]
    [InlineData("committed", raw.SQLITE_IOERR_FSYNC, true)]
    public async Task A_failed_disk_ends_all_writing_until_a_restart(string point, int code, bool written)
    {
        await PutAsync(B, 0, "before");
        Inject(point, code);
        var commits = await StartInOneGroupAsync([Put(A, 0, "a")], [Put(C, 0, "c")]);
        foreach (var commit in commits) await Assert.ThrowsAsync<StoreFailedException>(() => commit);
        Inject(point, null);
        Assert.False(store.IsHealthy);
        await Assert.ThrowsAsync<StoreFailedException>(() => PutAsync(C, 0, "c"));
        await Assert.ThrowsAsync<StoreFailedException>(async () => await store.ScrubAsync());
        Assert.Equal("before", Text(await store.GetAsync(B)));

        await ReopenAsync();
        Assert.Equal(written, await store.GetAsync(A) is not null);
        Assert.Equal(written, await store.GetAsync(C) is not null);
        await PutAsync(RecordKey.Of("d"), 0, "d");
    }

    [Fact]
    public async Task A_checkpoint_that_fails_ends_all_writing_and_the_log_keeps_everything()
    {
        await PutAsync(A, 0, "a");
        store.Faults.BeforeCheckpoint = () => throw new SqliteError(raw.SQLITE_IOERR_FSYNC, "injected");
        await Assert.ThrowsAsync<StoreFailedException>(async () => await store.ScrubAsync());
        Assert.False(store.IsHealthy);
        await Assert.ThrowsAsync<StoreFailedException>(() => PutAsync(C, 0, "c"));
        await store.DisposeAsync();
        Assert.True(new FileInfo(folder.Log).Length > 0);
        await ReopenAsync();
        Assert.Equal("a", Text(await store.GetAsync(A)));
    }

    [Fact]
    public async Task The_log_stays_short_however_much_is_written_without_a_pause()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await store.CommitAsync([.. Enumerable.Range(0, 6).Select(_ =>
                    RecordChange.Put(RecordKey.Of("n").Then(Guid.NewGuid().ToByteArray()), 0, store.NextRevision(), new byte[2000]))]);
                Assert.InRange(new FileInfo(folder.Log).Length, 0, 48 << 20);
            }
        })));
    }

    [Fact]
    public async Task A_deleted_record_leaves_no_byte_after_scrubbing()
    {
        var canary = Guid.NewGuid().ToString("n");
        var revision = await PutAsync(A, 0, canary);
        for (var i = 0; i < 50; i++) await PutAsync(RecordKey.Of("n").Then(i), 0, new string('x', 300));
        Assert.True(folder.Holds(System.Text.Encoding.UTF8.GetBytes(canary)));
        await store.CommitAsync([RecordChange.Delete(A, revision)]);
        await store.ScrubAsync();
        Assert.False(folder.Holds(System.Text.Encoding.UTF8.GetBytes(canary)));
    }

    [Fact]
    public async Task Who_waits_for_a_commit_goes_on_elsewhere_than_on_the_writers_thread()
    {
        await PutAsync(A, 0, "a");
        Assert.NotEqual("record writer", Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task A_closed_store_takes_nothing_and_closes_twice()
    {
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => PutAsync(A, 0, "a"));
    }

    [Fact]
    public async Task A_store_of_a_later_format_is_refused_by_number()
    {
        await store.DisposeAsync();
        SetFormat(2);
        Assert.Contains("format 2", Assert.Throws<InvalidDataException>(() => SqliteRecordStore.Open(folder.Store)).Message);
        SetFormat(1);
        await ReopenAsync();
    }

    [Fact]
    public async Task Closing_a_store_with_a_full_queue_leaves_nobody_waiting()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        store.Faults.AfterCommit = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var first = store.CommitAsync([Put(A, 0, "a")]).AsTask();
        entered.Wait();
        var others = Enumerable.Range(0, 3000).Select(i => store.CommitAsync([Put(RecordKey.Of("n").Then(i), 0, "")]).AsTask()).ToArray();
        var closing = store.DisposeAsync().AsTask();
        leave.Set();
        Assert.True((await first).Committed);
        var committed = 0;
        foreach (var other in others)
        {
            try
            {
                Assert.True((await other).Committed);
                committed++;
            }
            catch (ObjectDisposedException)
            {
                continue;
            }
        }

        await closing;
        store = SqliteRecordStore.Open(folder.Store);
        Assert.InRange(committed, 1024, 2999);
        Assert.Equal(committed, (await store.RangeAsync(RecordKey.Of("n"), RecordKey.Of("n").EndOfChildren, 5000)).Count);
    }

    private void SetFormat(int format)
    {
        using var link = SqliteLink.Open(folder.Database, readOnly: false);
        link.Execute($"UPDATE meta SET value = {format} WHERE name = 'format'");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(folder.Database);
        await File.WriteAllTextAsync(folder.Database, new string('x', 10_000));
        Assert.ThrowsAny<IOException>(() => SqliteRecordStore.Open(folder.Store));
        await File.WriteAllBytesAsync(folder.Database, bytes);
        await ReopenAsync();
    }

    private async Task ReopenAsync(TimeProvider? time = null)
    {
        await store.DisposeAsync();
        store = SqliteRecordStore.Open(folder.Store, time);
    }

    private int transactions;

    private int CountTransactions()
    {
        store.Faults.AfterCommit ??= () => Interlocked.Increment(ref transactions);
        return Volatile.Read(ref transactions);
    }

    private async Task<CommitResult[]> InOneGroupAsync(params RecordChange[][] commits) =>
        await Task.WhenAll(await StartInOneGroupAsync(commits));

    /// <summary>Holds the writer in a commit of its own until all of these wait for it.</summary>
    private async Task<Task<CommitResult>[]> StartInOneGroupAsync(params RecordChange[][] commits)
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var faults = store.Faults;
        var (statements, write, commit, committed) = (faults.BeforeStatements, faults.BeforeWrite, faults.BeforeCommit, faults.AfterCommit);
        (faults.BeforeStatements, faults.BeforeWrite, faults.BeforeCommit) = (null, null, null);
        faults.AfterCommit = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var held = store.CommitAsync([Put(RecordKey.Of("held"), RecordChange.AnyRevision, "")]).AsTask();
        entered.Wait();
        var others = new Task<CommitResult>[commits.Length];
        for (var i = 0; i < commits.Length; i++) others[i] = store.CommitAsync(commits[i]).AsTask();
        (faults.BeforeStatements, faults.BeforeWrite, faults.BeforeCommit, faults.AfterCommit) = (statements, write, commit, committed);
        leave.Set();
        Assert.True((await held).Committed);
        return others;
    }

    private void Inject(string point, int? code)
    {
        Action? fault = code is { } answer ? () => throw new SqliteError(answer, "injected") : null;
        switch (point)
        {
            case "statements": store.Faults.BeforeStatements = fault; break;
            case "write": store.Faults.BeforeWrite = fault is null ? null : _ => fault(); break;
            case "commit": store.Faults.BeforeCommit = fault; break;
            default: store.Faults.AfterCommit = fault; break;
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
