using Strongroom.Cryptography;

namespace Strongroom.Storage.Tests;

/// <summary>What every blob store promises.</summary>
public abstract class BlobStoreContract
{
    private const int Small = 4096, Large = 700_000;

    protected abstract IBlobStore Open();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Small)]
    [InlineData(256 << 10)]
    [InlineData((256 << 10) + 1)]
    [InlineData(Large)]
    public async Task What_was_written_is_read_whole_and_in_parts(int length)
    {
        await using var store = Open();
        var content = Random(length);
        foreach (var announced in new long?[] { length, null })
        {
            var address = await WriteAsync(store, content, announced);
            Assert.Equal(length, address.Length);
            using var reader = store.Open(address)!;
            Assert.Equal(length, reader.Length);
            Assert.Equal(content, Read(reader, 0, length + 10));
            Assert.Equal(content[(length / 2)..], Read(reader, length / 2, length));
            Assert.Empty(Read(reader, length, 10));
        }
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task A_deleted_blob_is_gone_for_all_but_those_who_read_it(int length)
    {
        await using var store = Open();
        var content = Random(length);
        var address = await WriteAsync(store, content, length);
        using var reader = store.Open(address)!;
        store.Delete(address);
        store.Delete(address);
        Assert.Null(store.Open(address));
        Assert.Equal(content, Read(reader, 0, length));
        Assert.DoesNotContain(store.List(0, store.Epoch), blob => blob.Address == address);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task An_abandoned_blob_leaves_nothing(int length)
    {
        await using var store = Open();
        await using (var writer = store.Create(BlobId.New(), length)) await writer.WriteAsync(Random(length), default);
        await using (var writer = store.Create(BlobId.New(), null))
        {
            await writer.WriteAsync(Random(length), default);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CompleteAsync(new(canceled: true)).AsTask());
        }

        Assert.Empty(store.List(0, store.Epoch));
    }

    [Fact]
    public async Task An_address_opens_no_other_blob()
    {
        await using var store = Open();
        var first = await WriteAsync(store, Random(Small), Small);
        var second = await WriteAsync(store, Random(Small), Small);
        Assert.Null(store.Open(first with { Id = BlobId.New() }));
        if (first.Segment > 0)
        {
            Assert.Null(store.Open(first with { Offset = second.Offset }));
            Assert.Null(store.Open(first with { Length = 5 }));
            Assert.Null(store.Open(first with { Segment = 77 }));
            Assert.Null(store.Open(first with { Offset = long.MaxValue - 100 }));
        }
    }

    [Fact]
    public async Task Many_writers_at_once_each_get_their_own()
    {
        await using var store = Open();
        var written = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var content = Random(i % 50 == 0 ? Large : i * 37);
            return (content, await WriteAsync(store, content, content.Length));
        }));
        foreach (var (content, address) in written)
        {
            using var reader = store.Open(address)!;
            Assert.Equal(content, Read(reader, 0, content.Length));
        }

        Assert.Equal(written.Select(blob => blob.Item2.ToString()).Order(), store.List(0, store.Epoch).Select(blob => blob.Address.ToString()).Order());
    }

    internal static async Task<BlobAddress> WriteAsync(IBlobStore store, byte[] content, long? length)
    {
        await using var writer = store.Create(BlobId.New(), length);
        for (var at = 0; at < content.Length; at += 100_000)
            await writer.WriteAsync(content.AsMemory(at, Math.Min(100_000, content.Length - at)), default);
        return await writer.CompleteAsync(default);
    }

    internal static byte[] Read(IBlobReader reader, long offset, int length)
    {
        var buffer = new byte[length];
        return buffer[..reader.Read(offset, buffer)];
    }

    internal static byte[] Random(int length)
    {
        var bytes = new byte[length];
        RandomBytes.Fill(bytes);
        return bytes;
    }
}

public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    protected override IBlobStore Open() => new MemoryBlobStore();
}
