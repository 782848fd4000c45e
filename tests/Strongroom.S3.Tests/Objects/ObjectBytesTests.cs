namespace Strongroom.S3.Tests;

public sealed class ObjectBytesTests : IAsyncDisposable
{
    private static readonly int[] PartLengths = [100_000, 0, 16384, 300_000, 1];
    private readonly BytesWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(3_000_000)]
    public async Task What_was_put_is_got_whole_and_in_every_kind_of_range(int length)
    {
        var content = BytesWorld.Random(length);
        var (seal, part) = await world.PutAsync(content);
        Assert.Equal(length, part.Length);
        Assert.Equal(content, await world.GetAsync(seal, [part]));
        var random = new Random(length);
        for (var i = 0; i < 30 && length > 0; i++)
        {
            var from = i % 3 == 0 ? Math.Min(length - 1, random.Next(8) * 16384) : random.Next(length);
            var take = i % 2 == 0 ? length - from : random.Next(length - from + 1);
            Assert.Equal(content[from..(from + take)], await world.GetAsync(seal, [part], from, take));
        }
    }

    [Fact]
    public async Task A_stream_of_unknown_length_that_comes_in_drops_is_stored_whole()
    {
        foreach (var length in new[] { 0, 100, 262_144, 1_000_001 })
        {
            var content = BytesWorld.Random(length);
            using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
            var part = await world.Bytes.WriteAsync(key, 1, new Dripping(content), null, default);
            await using var stream = await world.Bytes.ReadAsync(key, [part], 0, length, default);
            var read = new byte[length + 1];
            Assert.Equal(length, await stream.ReadAtLeastAsync(read, length + 1, throwOnEndOfStream: false));
            Assert.Equal(content, read[..length]);
        }
    }

    [Fact]
    public async Task Parts_of_all_sizes_read_as_one_object()
    {
        var contents = PartLengths.Select(BytesWorld.Random).ToArray();
        using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
        var parts = new List<ObjectPart>();
        for (var i = 0; i < contents.Length; i++)
            parts.Add(await world.Bytes.WriteAsync(key, i + 1, new MemoryStream(contents[i]), contents[i].Length, default));
        var seal = world.Bytes.Seal(key, BytesWorld.Name, parts.Sum(part => part.Length));
        var whole = contents.SelectMany(static part => part).ToArray();
        Assert.Equal(whole, await world.GetAsync(seal, parts));
        foreach (var (from, take) in new[] { (99_999, 2), (100_000, 16384), (116_383, 300_002), (416_384, 1), (0, 416_385), (50_000, 0) })
            Assert.Equal(whole[from..(from + take)], await world.GetAsync(seal, parts, from, take));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.GetAsync(seal, parts, 1, whole.Length));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
        foreach (var length in (int[])[1000, 2_000_000])
            await Assert.ThrowsAsync<IOException>(() => world.Bytes.WriteAsync(key, 1, new Dripping(new byte[length], breaks: true), length, default).AsTask());
        Assert.Empty(world.Store.List(0, 9));
        Assert.Empty(Directory.GetFiles(world.Folder, ".new-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_discarded_part_is_gone_with_the_next_upkeep_and_a_kept_one_is_not()
    {
        using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
        var kept = await world.Bytes.WriteAsync(key, 1, new MemoryStream([1]), 1, default);
        await world.KeepAsync(kept);
        var dropped = await world.Bytes.WriteAsync(key, 2, new MemoryStream([2]), 1, default);
        world.Bytes.Discard([kept, dropped]);
        await new Storage.BlobUpkeep(world.Blobs).RunAsync(default);
        Assert.Equal(kept.Blob, Assert.Single(world.Store.List(0, 9)).Id.ToString());
        Assert.Throws<InvalidOperationException>(() => world.Bytes.Keep(new(), [dropped]));
    }

    [Fact]
    public async Task Who_reads_a_deleted_object_reads_on_to_its_end()
    {
        var content = BytesWorld.Random(2_000_000);
        var (seal, part) = await world.PutAsync(content);
        using var key = await world.Bytes.OpenKeyAsync(world.NewCall(), BytesWorld.Name, seal, content.Length, null, default);
        await using var stream = await world.Bytes.ReadAsync(key, [part], 0, content.Length, default);
        var changes = new Storage.StagedChanges();
        await world.Bytes.DeleteAsync(changes, [part], default);
        Assert.True((await world.Records.CommitAsync(changes)).Committed);
        world.Clock.Move(TimeSpan.FromHours(1));
        await new Storage.BlobUpkeep(world.Blobs).RunAsync(default);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.Equal(content, read.ToArray());
        await stream.DisposeAsync();
        await new Storage.BlobUpkeep(world.Blobs).RunAsync(default);
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [part]));
    }

    /// <summary>Gives a few bytes at a time, and breaks at the end where it is told to.</summary>
    private sealed class Dripping(byte[] content, bool breaks = false) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (breaks && Position == Length) throw new IOException("The connection is gone.");
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 70_001)], cancellationToken);
        }
    }
}
