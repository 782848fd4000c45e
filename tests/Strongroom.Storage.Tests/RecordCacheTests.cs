using CsCheck;

namespace Strongroom.Storage.Tests;

public sealed class RecordCacheTests : IAsyncDisposable
{
    private static readonly RecordType<Counter> Guarded = new("counter", new JsonRecordCodec<Counter>()) { RosterBuckets = 2 };
    private static readonly RecordType<Counter> Unguarded = new("loose-counter", new JsonRecordCodec<Counter>()) { Guarded = false };
    private static readonly RecordType<Counter> Few = new("few", new JsonRecordCodec<Counter>()) { Guarded = false, CacheCapacity = 50 };
    private readonly FaultyRecordStore store = new(new MemoryRecordStore());
    private readonly Records records;

    public RecordCacheTests() => records = new(store, new TestKeys());

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_found_record_is_the_same_object_until_it_changes()
    {
        var key = Guarded.Key("a");
        await CommitAsync(changes => changes.Create(Guarded, key, new(1)));
        var found = await records.FindAsync(Guarded, key);
        Assert.Same(found, await records.FindAsync(Guarded, key));
        await CommitAsync(changes => changes.Replace(Guarded, found!, new(2)));
        Assert.Equal(2, (await records.FindAsync(Guarded, key))!.Value.Number);
    }

    [Fact]
    public async Task A_found_record_and_a_known_absence_cost_no_read_and_no_allocation()
    {
        var (key, absent) = (Guarded.Key("a"), Guarded.Key("absent"));
        await CommitAsync(changes => changes.Create(Guarded, key, new(1)));
        Assert.Null(await records.FindAsync(Guarded, absent));
        var reads = 0;
        store.AfterRead = () =>
        {
            reads++;
            return Task.CompletedTask;
        };
        await FindManyAsync(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await FindManyAsync(1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
        Assert.Equal(0, reads);

        async ValueTask FindManyAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (await records.FindAsync(Guarded, key) is null) throw new InvalidOperationException();
                if (await records.FindAsync(Guarded, absent) is not null) throw new InvalidOperationException();
            }
        }
    }

    [Fact]
    public async Task A_read_that_raced_with_a_commit_leaves_nothing_stale_behind()
    {
        foreach (var type in new[] { Guarded, Unguarded })
        {
            var key = type.Key("raced");
            await CommitAsync(changes => changes.Create(type, key, new(1)));
            var cold = new Records(store, new TestKeys());
            var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
            store.AfterRead = async () =>
            {
                store.AfterRead = null;
                entered.SetResult();
                await leave.Task;
            };
            var slow = cold.FindAsync(type, key).AsTask();
            await entered.Task;
            var changes = new StagedChanges();
            changes.Replace(type, (await records.FindAsync(type, key))!, new(2));
            Assert.True((await cold.CommitAsync(changes)).Committed);
            leave.SetResult();
            await slow;
            Assert.Equal(2, (await cold.FindAsync(type, key))!.Value.Number);
        }
    }

    [Fact]
    public async Task A_commit_that_comes_back_behind_a_later_one_of_its_record_leaves_nothing_stale_behind()
    {
        var key = Unguarded.Key("overtaken");
        await CommitAsync(changes => changes.Create(Unguarded, key, new(1)));
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.AfterCommit = async () =>
        {
            store.AfterCommit = null;
            entered.SetResult();
            await leave.Task;
        };
        var one = (await records.FindAsync(Unguarded, key))!;
        var first = CommitAsync(changes => changes.Replace(Unguarded, one, new(2)));
        await entered.Task;
        var two = (await records.ReadAsync(Unguarded, key))!;
        await CommitAsync(changes => changes.Delete(Unguarded, two));
        leave.SetResult();
        await first;
        Assert.Null(await records.FindAsync(Unguarded, key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_tasks_do_at_once_a_commit_is_seen_once_acknowledged_and_the_cache_ends_as_the_store(bool delete)
    {
        var shaken = 0;
        async Task Shake()
        {
            for (var i = Interlocked.Increment(ref shaken) % 4; i > 0; i--) await Task.Yield();
        }

        (store.AfterCommit, store.AfterRead) = (Shake, Shake);
        foreach (var type in new[] { Guarded, Unguarded })
        {
            var highest = new long[6];
            await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
            {
                var random = new PCG((uint)task + 1);
                for (var i = 0; i < 150; i++)
                {
                    var id = (int)random.Next(6);
                    var key = type.Key($"{id}");
                    var floor = Volatile.Read(ref highest[id]);
                    var found = await records.FindAsync(type, key);
                    if (!delete) Assert.True((found?.Value.Number ?? 0) >= floor);
                    var next = new Counter((found?.Value.Number ?? 0) + 1);
                    var changes = new StagedChanges();
                    var deletes = delete && found is not null && random.Next(4) == 0;
                    if (found is null) changes.Create(type, key, next);
                    else if (deletes) changes.Delete(type, found);
                    else changes.Replace(type, found, next);
                    if (!(await records.CommitAsync(changes)).Committed || deletes) continue;
                    for (long seen; (seen = Volatile.Read(ref highest[id])) < next.Number;)
                        Interlocked.CompareExchange(ref highest[id], next.Number, seen);
                }
            })));
            foreach (var key in Enumerable.Range(0, 6).Select(id => type.Key($"{id}")))
                Assert.Equal(await records.ReadAsync(type, key), await records.FindAsync(type, key));
        }
    }

    [Fact]
    public async Task Increments_of_cached_records_lose_nothing()
    {
        var key = Guarded.Key("sum");
        await CommitAsync(changes => changes.Create(Guarded, key, new(0)));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10;)
            {
                var found = (await records.FindAsync(Guarded, key))!;
                var changes = new StagedChanges();
                changes.Replace(Guarded, found, new(found.Value.Number + 1));
                if ((await records.CommitAsync(changes)).Committed) i++;
            }
        })));
        Assert.Equal(320, (await records.ReadAsync(Guarded, key))!.Value.Number);
    }

    [Fact]
    public async Task A_full_disk_changes_nothing_and_an_unknown_outcome_is_asked_of_the_store()
    {
        var key = Guarded.Key("a");
        await CommitAsync(changes => changes.Create(Guarded, key, new(1)));
        var one = (await records.FindAsync(Guarded, key))!;
        store.Fault = _ => StoreFault.Full;
        await Assert.ThrowsAsync<StoreFullException>(() => CommitAsync(changes => changes.Replace(Guarded, one, new(2))));
        Assert.Same(one, await records.FindAsync(Guarded, key));
        store.Fault = _ => StoreFault.Unknown;
        await Assert.ThrowsAsync<StoreFailedException>(() => CommitAsync(changes => changes.Replace(Guarded, one, new(3))));
        Assert.Equal(3, (await records.FindAsync(Guarded, key))!.Value.Number);
        store.Fault = null;
        store.Restart();
        var three = (await records.FindAsync(Guarded, key))!;
        await CommitAsync(changes => changes.Replace(Guarded, three, new(4)));
        Assert.Equal(4, (await new Records(store, new TestKeys()).FindAsync(Guarded, key))!.Value.Number);
    }

    [Fact]
    public async Task The_cache_holds_no_more_than_its_capacity_and_keeps_what_is_used()
    {
        var cache = new RecordCache(capacity: 50);
        var hot = RecordKey.Of("hot");
        cache.Apply(hot, new Stored<Counter>(hot, 1, new(1)), 1);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(cache.TryGet(hot, out _));
            var key = RecordKey.Of("cold").Then(i);
            cache.Install(key, null, cache.TicketFor(key));
            Assert.InRange(cache.Count, 1, 50);
        }

        for (var i = 0; i < 200; i++) await CommitAsync(changes => changes.Create(Few, Few.Key($"{i}"), new(i)));
        for (var i = 0; i < 200; i++) Assert.Equal(i, (await records.FindAsync(Few, Few.Key($"{i}")))!.Value.Number);
    }

    [Fact]
    public async Task Two_types_of_one_name_are_refused()
    {
        await records.FindAsync(Few, Few.Key("a"));
        var twin = new RecordType<Counter>("few", new JsonRecordCodec<Counter>());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await records.FindAsync(twin, twin.Key("a")));
    }

    private async Task CommitAsync(Action<StagedChanges> stage)
    {
        var changes = new StagedChanges();
        stage(changes);
        Assert.Null((await records.CommitAsync(changes)).Conflict);
    }

    internal sealed record Counter(long Number);
}
