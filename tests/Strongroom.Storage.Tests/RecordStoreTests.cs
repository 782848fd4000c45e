namespace Strongroom.Storage.Tests;

public sealed class MemoryRecordStoreTests : RecordStoreContract
{
    protected override IRecordStore Store { get; } = new MemoryRecordStore();
}

public sealed class FaultyRecordStoreTests : RecordStoreContract
{
    private readonly FaultyRecordStore store = new(new MemoryRecordStore());

    protected override IRecordStore Store => store;

    [Fact]
    public async Task A_full_disk_writes_nothing_and_passes()
    {
        store.Fault = _ => StoreFault.Full;
        await Assert.ThrowsAsync<StoreFullException>(() => PutAsync(RecordKey.Of("a"), 0, "a"));
        Assert.Null(await store.GetAsync(RecordKey.Of("a")));
        store.Fault = null;
        await PutAsync(RecordKey.Of("a"), 0, "a");
    }

    [Theory]
    [InlineData(StoreFault.Failed, false)]
    [InlineData(StoreFault.Unknown, true)]
    public async Task A_failed_disk_ends_all_writing_whether_or_not_the_commit_got_there(StoreFault fault, bool written)
    {
        store.Fault = _ => fault;
        await Assert.ThrowsAsync<StoreFailedException>(() => PutAsync(RecordKey.Of("a"), 0, "a"));
        store.Fault = null;
        await Assert.ThrowsAsync<StoreFailedException>(() => PutAsync(RecordKey.Of("b"), 0, "b"));
        Assert.False(store.IsHealthy);
        Assert.Equal(written, await store.GetAsync(RecordKey.Of("a")) is not null);
        store.Restart();
        await PutAsync(RecordKey.Of("b"), 0, "b");
    }
}
