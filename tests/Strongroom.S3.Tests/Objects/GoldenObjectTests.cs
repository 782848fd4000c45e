using System.Text;
using Strongroom.Cryptography;
using Strongroom.Seams;
using Strongroom.Storage;

namespace Strongroom.S3.Tests;

/// <summary>Objects that the first version stored, read by every later one.</summary>
public sealed class GoldenObjectTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string[]> Golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "objects-1.txt"))
        .Select(static line => line.Split(' ')).ToDictionary(static fields => fields[0], static fields => fields[1..]);

    private readonly BytesWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("S3")]
    [InlineData("Customer")]
    [InlineData("Kms")]
    public async Task An_object_of_version_1_opens(string how)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(static i => $"line {i}\n")));
        var seal = Convert.FromHexString(Golden[how][0]);
        await LayAsync(Golden[how][1], Convert.FromHexString(Golden[how][3]));
        await LayMasterKeyAsync();
        if (SealHead.Read(seal.AsSpan(0, seal.Length - OpenObjectKey.BoxLength)) is SealHead.OfKms kms)
            world.Kms.Learn(kms.Seal.Wrapped, Convert.FromHexString(Golden["DataKey"][0]), EncryptionContext.Of([new("a", "b"), new("aws:s3:arn", BytesWorld.Name.Arn)]));

        using var customer = KeyMaterial.CopyOf([.. Enumerable.Range(64, 32).Select(static i => (byte)i)]);
        var part = new ObjectPart(1, content.Length, Golden[how][1], Convert.FromHexString(Golden[how][2]));
        var sealed_ = new ObjectSeal(Enum.Parse<ServerSideEncryption>(how), null, false, seal);
        Assert.Equal(content, await world.GetAsync(sealed_, [part], customerKey: customer));
        Assert.Equal(content[20_000..20_100], await world.GetAsync(sealed_, [part], 20_000, 100, customer));
    }

    private async Task LayAsync(string id, byte[] blob)
    {
        Assert.True(BlobId.TryParse(id, out var name));
        await using var writer = world.Store.Create(name, blob.Length);
        await writer.WriteAsync(blob, default);
        world.Blobs.Completed(name, await writer.CompleteAsync(default));
    }

    private async Task LayMasterKeyAsync()
    {
        var changes = new StagedChanges();
        var key = new MasterKey(1, world.Clock.GetUtcNow(), Convert.FromHexString(Golden["MasterKey"][0]));
        changes.Create(MasterKeys.Ring, MasterKeys.Ring.Key().Then(1), key);
        Assert.True((await world.Records.CommitAsync(changes)).Committed);
    }
}
