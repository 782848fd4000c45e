using System.Text;

namespace Strongroom.Storage.Tests;

/// <summary>A store of version 1, written from its format page, opened by every later version.</summary>
public sealed class GoldenBlobsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Blobs_of_version_1_are_found_read_and_added_to()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "golden", "blobs-1");
        foreach (var file in Directory.GetFiles(golden, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Store, Path.GetRelativePath(golden, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await using var store = FileBlobStore.Open(folder.Store);
        Assert.Equal(4, store.Epoch);
        var found = store.List(0, 3).ToDictionary(static blob => blob.Id.ToString(), blob => Read(store, blob.Address));
        Assert.Equal(4, found.Count);
        Assert.Equal("first", Encoding.ASCII.GetString(found["000102030405060708090a0b0c0d0e0f"]));
        Assert.Empty(found["202122232425262728292a2b2c2d2e2f"]);
        Assert.Equal(Enumerable.Range(0, 256).Select(static i => (byte)i), found["303132333435363738393a3b3c3d3e3f"]);
        Assert.Equal("a blob with a file of its own", Encoding.ASCII.GetString(found["404142434445464748494a4b4c4d4e4f"]));
        Assert.Equal(3, (await BlobStoreContract.WriteAsync(store, [1], 1)).Segment);
        Assert.Empty(Directory.GetFiles(folder.Store, ".new-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_address_of_version_1_reads_as_it_always_did()
    {
        var encoded = Convert.FromHexString("0100000000000000020000000000000068000000000000000F000102030405060708090A0B0C0D0E0F");
        Assert.True(BlobId.TryParse("000102030405060708090a0b0c0d0e0f", out var id));
        Assert.Equal(new BlobAddress(2, 0x68, 15, id), BlobAddress.Decode(encoded));
        Assert.Equal(encoded, new BlobAddress(2, 0x68, 15, id).Encode());
    }

    private static byte[] Read(FileBlobStore store, BlobAddress address)
    {
        using var reader = store.Open(address)!;
        return BlobStoreContract.Read(reader, 0, 1000);
    }
}
