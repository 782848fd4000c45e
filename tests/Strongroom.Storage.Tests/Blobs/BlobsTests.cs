using System.Diagnostics.CodeAnalysis;

namespace Strongroom.Storage.Tests;

public sealed class BlobsTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryRecordStore recordStore = new();
    private readonly SteppedTime time = new();
    private readonly FaultyDisk disk = new();
    private FileBlobStore store;
    private Records records;
    private Blobs blobs;

    public BlobsTests() => Restart();

    private string Root => Path.Combine(folder.Path, "blobs");

    private BlobUpkeep Upkeep => new(blobs);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await recordStore.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_kept_blob_is_found_and_survives_every_upkeep_and_restart()
    {
        var (id, content) = await KeptAsync(5000);
        var (large, largeContent) = await KeptAsync(500_000);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(content, await ReadAsync(id));
            Assert.Equal(largeContent, await ReadAsync(large));
            time.Advance(TimeSpan.FromDays(2));
            await Upkeep.RunAsync(default);
            await store.DisposeAsync();
            Restart();
        }
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(500_000)]
    public async Task A_blob_that_no_commit_kept_is_dropped_and_can_never_be_kept_later(int length)
    {
        var (id, _) = await WriteAsync(length);
        var late = new StagedChanges();
        blobs.Keep(late, id);
        time.Advance(TimeSpan.FromSeconds(30));
        await Upkeep.RunAsync(default);
        Assert.NotNull(await ReadAsync(id));
        time.Advance(TimeSpan.FromMinutes(2));
        await Upkeep.RunAsync(default);
        Assert.Null(await ReadAsync(id));
        Assert.Empty(store.List(0, 9));
        Assert.False((await records.CommitAsync(late)).Committed);
        Assert.Throws<InvalidOperationException>(() => blobs.Keep(new(), id));

        time.Advance(TimeSpan.FromDays(2));
        await Upkeep.RunAsync(default);
        Assert.Null(await recordStore.GetAsync(blobs.KeyOf(id)));
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(500_000)]
    public async Task What_a_crash_left_behind_is_swept_away_and_what_was_kept_is_not(int length)
    {
        var (kept, content) = await KeptAsync(length);
        await WriteAsync(length);
        await store.DisposeAsync();
        Restart();
        Assert.Equal(2, store.List(0, 1).Count());
        await Upkeep.RunAsync(default);
        Assert.Equal(kept, Assert.Single(store.List(0, store.Epoch)).Id);
        Assert.Equal(content, await ReadAsync(kept));
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(500_000)]
    public async Task A_deleted_blob_is_removed_once_nobody_reads_it(int length)
    {
        var (id, content) = await KeptAsync(length);
        using (blobs.BeginReading())
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var reader = await blobs.OpenAsync(id, default);
            var changes = new StagedChanges();
            await blobs.DeleteAsync(changes, id, default);
            Assert.True((await records.CommitAsync(changes)).Committed);
            time.Advance(TimeSpan.FromHours(1));
            await Upkeep.RunAsync(default);
            Assert.Single(store.List(0, 9));
            Assert.Equal(content, BlobStoreContract.Read(reader!, 0, length));
            reader!.Dispose();
        }

        Assert.Null(await ReadAsync(id));
        await Upkeep.RunAsync(default);
        Assert.Empty(store.List(0, 9));
        await blobs.DeleteAsync(new(), id, default);
    }

    [Fact]
    public async Task Compaction_moves_what_lives_and_frees_what_does_not()
    {
        var written = new List<(BlobId Id, byte[] Content)>();
        for (var i = 0; i < 40; i++) written.Add(await KeptAsync(100_000));
        foreach (var (id, _) in written.Where((_, i) => i % 4 != 0)) await DeleteAsync(id);
        time.Advance(TimeSpan.FromMinutes(1));
        await Upkeep.RunAsync(default);
        await Upkeep.RunAsync(default);

        Assert.True(Directory.GetFiles(Root, "*.seg", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) < 2_500_000);
        foreach (var (id, content) in written.Where((_, i) => i % 4 == 0)) Assert.Equal(content, await ReadAsync(id));
        await store.DisposeAsync();
        Restart();
        await Upkeep.RunAsync(default);
        foreach (var (id, content) in written.Where((_, i) => i % 4 == 0)) Assert.Equal(content, await ReadAsync(id));
    }

    [Fact]
    public async Task Compaction_cut_short_at_any_step_loses_nothing()
    {
        var written = new List<(BlobId Id, byte[] Content)>();
        for (var i = 0; i < 40; i++) written.Add(await KeptAsync(50_000));
        foreach (var (id, _) in written.Where((_, i) => i % 5 != 0)) await DeleteAsync(id);
        time.Advance(TimeSpan.FromMinutes(1));
        await Upkeep.CollectAsync(default);
        for (var cut = 0; cut < 6; cut++)
        {
            var left = cut;
            disk.Fault = step => step is "write" or "flush" && left-- <= 0 ? FaultyDisk.Full : null;
            try
            {
                await Upkeep.CompactAsync(default);
            }
            catch (StoreFullException)
            {
                disk.Fault = null;
            }

            await store.DisposeAsync();
            Restart();
            await Upkeep.SweepAsync(default);
            foreach (var (id, content) in written.Where((_, i) => i % 5 == 0)) Assert.Equal(content, await ReadAsync(id));
        }
    }

    [Fact]
    public void Garbage_is_no_address()
    {
        Assert.Throws<FormatException>(() => BlobAddress.Decode([]));
        Assert.Throws<FormatException>(() => BlobAddress.Decode(new byte[41]));
        var address = new BlobAddress(3, 32, 4096, BlobId.New());
        Assert.Equal(address, BlobAddress.Decode(address.Encode()));
        Assert.False(BlobId.TryParse("00000000-0000-0000-0000-000000000000", out _));
        Assert.False(BlobId.TryParse("ABCDEF00000000000000000000000000", out _));
        Assert.False(BlobId.TryParse(null, out _));
        Assert.True(BlobId.TryParse(address.Id.ToString(), out var same));
        Assert.Equal(address.Id, same);
    }

    [MemberNotNull(nameof(store), nameof(records), nameof(blobs))]
    private void Restart()
    {
        disk.Fault = null;
        store = FileBlobStore.Open(Root, disk, segmentBytes: 1 << 20);
        records = new(recordStore, new TestKeys());
        blobs = new(store, records, time);
    }

    private async Task<(BlobId Id, byte[] Content)> WriteAsync(int length)
    {
        var content = BlobStoreContract.Random(length);
        await using var draft = blobs.Create(length);
        await draft.WriteAsync(content, default);
        await draft.CompleteAsync(default);
        return (draft.Id, content);
    }

    private async Task<(BlobId Id, byte[] Content)> KeptAsync(int length)
    {
        var written = await WriteAsync(length);
        var changes = new StagedChanges();
        blobs.Keep(changes, written.Id);
        Assert.True((await records.CommitAsync(changes)).Committed);
        return written;
    }

    private async Task DeleteAsync(BlobId id)
    {
        var changes = new StagedChanges();
        await blobs.DeleteAsync(changes, id, default);
        Assert.True((await records.CommitAsync(changes)).Committed);
    }

    private async Task<byte[]?> ReadAsync(BlobId id)
    {
        using var reader = await blobs.OpenAsync(id, default);
        return reader is null ? null : BlobStoreContract.Read(reader, 0, (int)reader.Length);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
