using System.Diagnostics;

namespace Strongroom.Storage.Tests;

/// <summary>Figures, printed and never asserted. Run on purpose: <c>-explicit only -showLiveOutput</c>, in a release build.</summary>
public sealed class Measurements(ITestOutputHelper output) : IDisposable
{
    private static readonly RecordType<Item> Items = new("item", new JsonRecordCodec<Item>());
    private static readonly RecordType<byte[]> Raw = new("raw", RawRecordCodec.Instance) { Guarded = false, CacheCapacity = 0 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task Commits_a_second()
    {
        await using var store = SqliteRecordStore.Open(folder.Store);
        var records = new Records(store, new TestKeys());
        foreach (var committers in new[] { 1, 64, 1, 64 })
        {
            await RateAsync($"bare store, 3 records of 300 bytes, {committers} at once", committers, async () =>
                await store.CommitAsync([.. Enumerable.Range(0, 3).Select(_ =>
                    RecordChange.Put(RecordKey.Of("bare").Then(Guid.NewGuid().ToByteArray()), 0, store.NextRevision(), new byte[300]))]));
            await RateAsync($"sealed, unguarded, 3 records, {committers} at once", committers, async () =>
            {
                var changes = new StagedChanges();
                for (var i = 0; i < 3; i++) changes.Create(Raw, Raw.Key(Guid.NewGuid().ToString()), new byte[300]);
                await records.CommitAsync(changes);
            });
            await RateAsync($"sealed, guarded, 3 records and their rosters, {committers} at once", committers, async () =>
            {
                var changes = new StagedChanges();
                for (var i = 0; i < 3; i++) changes.Create(Items, NewKey(), Item.New());
                Assert.True((await records.CommitAsync(changes)).Committed);
            });
        }

        output.WriteLine($"database {new FileInfo(folder.Database).Length >> 20} MiB, log {new FileInfo(folder.Log).Length >> 20} MiB");
    }

    [Fact(Explicit = true)]
    public async Task Finding_ranging_and_opening_with_100_000_records()
    {
        var keys = Enumerable.Range(0, 100_000).Select(_ => NewKey()).ToArray();
        await using (var store = SqliteRecordStore.Open(folder.Store))
        {
            var records = new Records(store, new TestKeys());
            var filling = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(async () =>
            {
                foreach (var chunk in keys.Where((_, i) => i % 64 == n).Chunk(20))
                {
                    var changes = new StagedChanges();
                    foreach (var key in chunk) changes.Create(Items, key, Item.New());
                    Assert.True((await records.CommitAsync(changes)).Committed);
                }
            })));
            output.WriteLine($"filled in {filling.Elapsed.TotalSeconds:f1} s; database {new FileInfo(folder.Database).Length >> 20} MiB");
        }

        var opening = Stopwatch.StartNew();
        await using var opened = SqliteRecordStore.Open(folder.Store);
        var reader = new Records(opened, new TestKeys());
        Assert.NotNull(await reader.FindAsync(Items, keys[0]));
        output.WriteLine($"opened and first record found in {opening.Elapsed.TotalMilliseconds:f1} ms");

        var before = GC.GetTotalMemory(true);
        await TimeAsync("cold find (record, roster, index in one snapshot)", 20_000, async i => await reader.FindAsync(Items, keys[i]));
        await TimeAsync("cold find, rosters known", 20_000, async i => await reader.FindAsync(Items, keys[20_000 + i]));
        output.WriteLine($"{40_000} records and their rosters in memory: {(GC.GetTotalMemory(true) - before) >> 20} MiB");
        for (var round = 0; round < 3; round++)
            await TimeAsync("warm find, one of 40,000", 2_000_000, async i => await reader.FindAsync(Items, keys[i % 40_000]));
        await TimeAsync("warm find, the same", 5_000_000, async _ => await reader.FindAsync(Items, keys[7]));
        await TimeAsync("make a key of three elements", 2_000_000, _ =>
        {
            Items.Key("123456789012", "eu-central-1", "0b5c3a1e-0f6e-4d53-9d5c-1b3c53a4f111");
            return default;
        });
        await TimeAsync("get from the store", 20_000, async i => await opened.GetAsync(keys[i]));
        await TimeAsync("get three from the store", 20_000, async i => await opened.GetManyAsync([keys[i], keys[i + 1], keys[i + 2]]));
        var seal = new RecordSeal(new TestKeys());
        var body = seal.Seal(keys[0], 1, Items.Codec, Item.New());
        await TimeAsync("seal a record", 20_000, _ =>
        {
            seal.Seal(keys[0], 1, Items.Codec, Item.New());
            return default;
        });
        await TimeAsync("open a record", 20_000, _ =>
        {
            seal.Open(Items, new(keys[0], 1, body));
            return default;
        });
        var parent = Items.Key("123456789012", "eu-central-1");
        await TimeAsync("page of 100, anywhere", 500, async i => await reader.RangeAsync(Items, keys[i * 13], parent.EndOfChildren, 100));
        await TimeAsync("page of 100 from the end", 500, async _ =>
            await reader.RangeAsync(Items, parent, parent.EndOfChildren, 100, reverse: true));
    }

    private static RecordKey NewKey() => Items.Key("123456789012", "eu-central-1", Guid.NewGuid().ToString());

    private async Task RateAsync(string what, int tasks, Func<Task> commit)
    {
        var count = 0;
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < TimeSpan.FromSeconds(3))
            {
                await commit();
                Interlocked.Increment(ref count);
            }
        })));
        var (seconds, used) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
        var bytes = (GC.GetTotalAllocatedBytes() - allocated) / count;
        output.WriteLine($"{what}: {count / seconds:f0} commits/s, {used / count:f0} us of CPU and {bytes} bytes allocated each");
    }

    private async Task TimeAsync(string what, int count, Func<int, ValueTask> action)
    {
        for (var i = 0; i < Math.Min(count, 200); i++) await action(i);
        var allocated = GC.GetTotalAllocatedBytes();
        var (cpu, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        for (var i = 0; i < count; i++) await action(i);
        var (elapsed, used) = (clock.Elapsed.TotalNanoseconds, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds);
        var bytes = (GC.GetTotalAllocatedBytes() - allocated) / count;
        output.WriteLine($"{what}: {elapsed / count:f0} ns, {used / count:f0} ns of CPU, {bytes} bytes");
    }

    internal sealed record Item(string Id, string Description, DateTimeOffset Created, bool Enabled, IReadOnlyList<string> Tags)
    {
        public static Item New() => new(Guid.NewGuid().ToString(), "a key for the tests", DateTimeOffset.UnixEpoch, true, ["one", "two"]);
    }
}
