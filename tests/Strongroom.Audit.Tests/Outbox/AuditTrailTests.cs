using System.Text;
using Strongroom.Storage;

namespace Strongroom.Audit.Tests;

public sealed class AuditTrailTests : IAsyncDisposable
{
    private readonly World world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_call_without_changes_is_in_the_journal_when_it_returns()
    {
        var trail = world.Open();
        var id = await World.CommitReadAsync(trail);
        Assert.Equal([id], await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task A_change_and_its_record_are_one_commit_and_the_record_moves_on()
    {
        var trail = world.Open();
        var id = await World.CommitChangeAsync(trail);
        Assert.True(await world.HasThingAsync(id));
        Assert.Equal((1, 1), (await world.OutboxCountAsync(), trail.Waiting));
        Assert.Empty(await World.JournaledAsync(trail));

        await trail.StartAsync();
        await World.DrainedAsync(trail);
        Assert.Equal(0, await world.OutboxCountAsync());
        Assert.Equal([id], await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task The_records_of_one_call_keep_their_order_on_both_ways()
    {
        var trail = world.Open();
        await trail.StartAsync();
        var ids = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid()).ToArray();
        await trail.CommitAsync(new(), [TestRecords.Encrypt(ids[0]), TestRecords.Encrypt(ids[1]), TestRecords.Encrypt(ids[2])]);
        await trail.CommitAsync(World.Change(ids[0]), [TestRecords.Encrypt(ids[3]), TestRecords.Encrypt(ids[4]), TestRecords.Encrypt(ids[5])]);
        await World.DrainedAsync(trail);
        Assert.Equal(ids, await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task A_conflict_writes_neither_change_nor_record()
    {
        var trail = world.Open();
        await trail.StartAsync();
        var id = await World.CommitChangeAsync(trail);
        var result = await trail.CommitAsync(World.Change(id), [TestRecords.Encrypt(Guid.NewGuid())]);
        Assert.False(result.Committed);
        await World.DrainedAsync(trail);
        Assert.Equal([id], await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task A_full_store_refuses_the_change_and_leaves_no_record()
    {
        var trail = world.Open();
        await trail.StartAsync();
        world.Store.Fault = _ => StoreFault.Full;
        await Assert.ThrowsAsync<StoreFullException>(() => World.CommitChangeAsync(trail));
        Assert.Equal(0, trail.Waiting);
        world.Store.Fault = null;
        var id = await World.CommitChangeAsync(trail);
        await World.DrainedAsync(trail);
        Assert.Equal([id], await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task While_the_journal_is_full_changes_wait_and_reads_fail_and_afterwards_all_is_there_once()
    {
        var trail = world.Open();
        await trail.StartAsync();
        world.Disk.Fault = name =>
        {
            if (name is "write" or "create")
                throw FakeDisk.Full;
        };
        var ids = new List<Guid>();
        for (var i = 0; i < 100; i++)
            ids.Add(await World.CommitChangeAsync(trail));
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitReadAsync(trail));
        Assert.Equal(100, trail.Waiting);
        Assert.True(trail.IsHealthy);
        world.Disk.Fault = null;
        await World.DrainedAsync(trail);
        Assert.Equal(ids, await World.JournaledAsync(trail));
    }

    [Fact]
    public async Task A_full_outbox_makes_changes_wait_until_it_drains()
    {
        var trail = world.Open(new() { MostOutboxRows = 3, LongestWait = TimeSpan.FromMinutes(1) });
        for (var i = 0; i < 3; i++)
            await World.CommitChangeAsync(trail);
        var late = Guid.NewGuid();
        var waits = Enumerable.Range(0, 8).Select(_ => World.CommitChangeAsync(trail)).Append(World.CommitChangeAsync(trail, late)).ToList();
        Assert.DoesNotContain(waits, static wait => wait.IsCompleted);
        await trail.StartAsync();
        await Task.WhenAll(waits);
        Assert.True(await world.HasThingAsync(late));
        await World.DrainedAsync(trail);
    }

    [Fact]
    public async Task A_full_outbox_that_does_not_drain_refuses_changes()
    {
        var trail = world.Open(new() { MostOutboxRows = 3, LongestWait = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 3; i++)
            await World.CommitChangeAsync(trail);
        var refused = Guid.NewGuid();
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitChangeAsync(trail, refused));
        Assert.False(await world.HasThingAsync(refused));
        await trail.StartAsync();
        await World.DrainedAsync(trail);
        await World.CommitChangeAsync(trail);
    }

    [Fact]
    public async Task A_journal_that_is_full_for_long_refuses_changes()
    {
        var clock = new MovingClock();
        var trail = world.Open(new() { LongestStall = TimeSpan.FromSeconds(60) }, clock);
        await trail.StartAsync();
        var tried = new TaskCompletionSource();
        world.Disk.Fault = name =>
        {
            tried.TrySetResult();
            throw FakeDisk.Full;
        };
        await World.CommitChangeAsync(trail);
        await tried.Task;
        await clock.WaitedForAsync();
        clock.Passed = TimeSpan.FromSeconds(59);
        await World.CommitChangeAsync(trail);
        clock.Passed = TimeSpan.FromSeconds(61);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitChangeAsync(trail));
    }

    [Fact]
    public async Task A_failed_journal_refuses_everything_at_once()
    {
        var trail = world.Open();
        await trail.StartAsync();
        world.Disk.Fault = _ => throw FakeDisk.Broken;
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitReadAsync(trail));
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitChangeAsync(trail));
        Assert.False(trail.IsHealthy);
    }

    [Fact]
    public async Task An_outbox_row_that_somebody_edited_stops_the_start()
    {
        var trail = world.Open();
        await World.CommitChangeAsync(trail);
        var rows = await world.Kept.RangeAsync(Outbox.Rows.Key(), Outbox.Rows.Key().EndOfChildren, 10);
        var body = rows[0].Body.ToArray();
        body[^1] ^= 1;
        await world.Kept.CommitAsync([RecordChange.Put(rows[0].Key, rows[0].Revision, world.Kept.NextRevision(), body)]);
        await Assert.ThrowsAsync<DamagedRecordException>(() => trail.StartAsync());
    }

    [Fact]
    public async Task A_closed_trail_takes_no_changes_and_has_moved_what_it_could()
    {
        var trail = world.Open();
        await trail.StartAsync();
        for (var i = 0; i < 200; i++)
            await World.CommitChangeAsync(trail);
        await trail.DisposeAsync();
        Assert.Equal(0, await world.OutboxCountAsync());
        await Assert.ThrowsAsync<AuditUnavailableException>(() => World.CommitChangeAsync(trail));
        await using var again = world.Open();
        Assert.Equal(200, (await World.JournaledAsync(again)).Count);
    }

    [Fact]
    public void An_event_id_is_the_outermost_one()
    {
        static Guid? Find(string json) => EventIds.Find(Encoding.UTF8.GetBytes(json));
        var record = TestRecords.Encrypt();
        record.RequestParameters = json =>
        {
            json.WriteStartObject();
            json.WriteString("eventID", Guid.NewGuid());
            json.WriteString("text", "\"eventID\":\"d1d2d3d4-0000-4000-8000-00000000ffff\"");
            json.WriteEndObject();
        };
        Assert.Equal(TestRecords.EventId, Find(TestRecords.Write(record)));
        Assert.Null(Find("""{"a":{"eventID":"d1d2d3d4-0000-4000-8000-00000000ffff"}}"""));
        Assert.Null(Find("""{"eventID":7}"""));
        Assert.Null(Find("{}"));
    }

    /// <summary>A clock whose timers never fire, and whose time passes on demand.</summary>
    private sealed class MovingClock : TimeProvider
    {
        private readonly TaskCompletionSource waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TimeSpan Passed { get; set; }

        public Task WaitedForAsync() => waited.Task;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.TicksPerDay + Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waited.TrySetResult();
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
