using Strongroom.Storage.Files;

namespace Strongroom.Storage.Tests;

public sealed class FileBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FaultyDisk disk = new();

    private string Root => Path.Combine(folder.Path, "blobs");

    public void Dispose() => folder.Dispose();

    protected override IBlobStore Open() => FileBlobStore.Open(Root, disk, segmentBytes: 1 << 20);

    [Fact]
    public async Task Blobs_survive_a_restart_and_are_listed_by_the_epoch_that_made_them()
    {
        BlobAddress small, large;
        var content = Random(500_000);
        await using (var store = Open())
        {
            small = await WriteAsync(store, content[..100], 100);
            large = await WriteAsync(store, content, null);
        }

        await using (var store = Open())
        {
            Assert.Equal(2, store.Epoch);
            using (var reader = store.Open(small)!) Assert.Equal(content[..100], Read(reader, 0, 100));
            using (var reader = store.Open(large)!) Assert.Equal(content, Read(reader, 0, content.Length));
            var third = await WriteAsync(store, [1], 1);
            Assert.Equal(2, store.List(0, 1).Count());
            Assert.Equal(third, Assert.Single(store.List(1, 2)).Address);
            Assert.NotEqual(small.Segment, third.Segment);
        }
    }

    [Fact]
    public async Task Two_processes_never_have_it_open()
    {
        await using var store = Open();
        Assert.Throws<StoreInUseException>(Open);
    }

    [Fact]
    public async Task What_a_crash_left_unfinished_is_removed_by_the_next_start()
    {
        await using (var store = Open())
        {
            var writer = store.Create(BlobId.New(), 1 << 20);
            await writer.WriteAsync(Random(1 << 20), default);
            Assert.Single(Directory.GetFiles(Root, ".new-*", SearchOption.AllDirectories));
        }

        await using var next = Open();
        Assert.Empty(Directory.GetFiles(Root, ".new-*", SearchOption.AllDirectories));
        Assert.Single(Directory.GetDirectories(Path.Combine(Root, "files")));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(700_000)]
    public async Task A_full_disk_refuses_whole_blobs_and_recovers(int length)
    {
        await using var store = Open();
        var before = await WriteAsync(store, Random(length), length);
        disk.Fault = step => step == "write" ? FaultyDisk.Full : null;
        await Assert.ThrowsAsync<StoreFullException>(() => WriteAsync(store, Random(length), length));
        disk.Fault = step => step == "flush" ? FaultyDisk.Full : null;
        await Assert.ThrowsAsync<StoreFullException>(() => WriteAsync(store, Random(length), length));
        disk.Fault = step => step == "create" ? FaultyDisk.Full : null;
        if (length > 1000) await Assert.ThrowsAsync<StoreFullException>(() => WriteAsync(store, Random(length), length));
        Assert.True(store.IsHealthy);

        disk.Fault = null;
        var after = Random(length);
        using var reader = store.Open(await WriteAsync(store, after, length))!;
        Assert.Equal(after, Read(reader, 0, length));
        using var earlier = store.Open(before)!;
        Assert.Empty(Directory.GetFiles(Root, ".new-*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(100, "flush")]
    [InlineData(700_000, "flush")]
    [InlineData(700_000, "sync")]
    [InlineData(100, "write")]
    public async Task A_failed_disk_stops_all_writing_until_a_restart_and_reading_goes_on(int length, string failing)
    {
        BlobAddress kept;
        await using (var store = Open())
        {
            kept = await WriteAsync(store, [7], 1);
            disk.Fault = step => step == failing ? FaultyDisk.Broken : null;
            await Assert.ThrowsAsync<StoreFailedException>(() => WriteAsync(store, Random(length), length));
            disk.Fault = null;
            Assert.False(store.IsHealthy);
            await Assert.ThrowsAsync<StoreFailedException>(() => WriteAsync(store, [1], 1));
            await Assert.ThrowsAsync<StoreFailedException>(() => WriteAsync(store, Random(700_000), 700_000));
            using var reader = store.Open(kept)!;
            Assert.Equal([7], Read(reader, 0, 1));
        }

        await using var next = Open();
        Assert.True(next.IsHealthy);
        using var again = next.Open(kept)!;
    }

    [Fact]
    public async Task A_segment_is_full_at_its_size_and_is_freed_once_it_is_mostly_dead()
    {
        await using var store = Open();
        var blobs = new List<BlobAddress>();
        for (var i = 0; i < 24; i++) blobs.Add(await WriteAsync(store, Random(100_000), 100_000));
        Assert.True(blobs[^1].Segment >= 3);
        Assert.Null(store.FindHeap());

        var first = blobs.Where(blob => blob.Segment == 1).ToList();
        foreach (var blob in first.Skip(2)) store.Delete(blob);
        var heap = store.FindHeap()!;
        Assert.Equal(1, heap.Segment);
        Assert.Equal(first.Take(2), heap.Rest.Select(blob => blob.Address));
        store.Free(heap);
        Assert.Null(store.Open(first[0]));
        Assert.Null(store.FindHeap());
        using var other = store.Open(blobs[^1])!;
    }

    [Fact]
    public async Task Garbage_in_a_segment_hides_no_blob_but_its_own()
    {
        var blobs = new List<BlobAddress>();
        await using (var store = Open())
            for (var i = 0; i < 20; i++) blobs.Add(await WriteAsync(store, Random(5000 + i), 5000 + i));

        var path = Directory.GetFiles(Root, "*.seg", SearchOption.AllDirectories).Single();
        var whole = await File.ReadAllBytesAsync(path);
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var broken = (byte[])whole.Clone();
            var hit = random.Next(20);
            random.NextBytes(broken.AsSpan((int)blobs[hit].Offset, round % 2 == 0 ? 32 : 500));
            if (round % 10 == 0) broken = broken[..(int)(blobs[^1].Offset + 100)];
            await File.WriteAllBytesAsync(path, broken);
            await using var store = Open();
            var expected = blobs.Where((_, i) => i != hit && (round % 10 != 0 || i != 19)).Select(blob => blob.Offset);
            Assert.Equal(expected, store.List(0, 1).Select(blob => blob.Address.Offset));
            Assert.Null(store.Open(blobs[hit]));
        }
    }

    [Fact]
    public async Task A_segment_whose_header_is_garbage_is_left_alone()
    {
        BlobAddress kept;
        await using (var store = Open()) kept = await WriteAsync(store, [7], 1);
        var path = Directory.GetFiles(Root, "*.seg", SearchOption.AllDirectories).Single();
        await using (var file = File.OpenWrite(path)) file.Write(new byte[20]);
        await File.WriteAllBytesAsync(Path.Combine(Root, "segments", "00000000000000ff.seg"), [1, 2, 3]);
        await File.WriteAllBytesAsync(Path.Combine(Root, "segments", "notes.txt"), [1, 2, 3]);
        await using var next = Open();
        Assert.Empty(next.List(0, 9));
        using var reader = next.Open(kept)!;
        Assert.Equal(0x100, (await WriteAsync(next, [1], 1)).Segment);
    }
}
