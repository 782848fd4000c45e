using Strongroom.Cryptography;

namespace Strongroom.S3.Tests;

/// <summary>Whoever can write to the disk changes nothing unnoticed: every read of what was touched is refused, and the log names it.</summary>
public sealed class TamperedObjectTests : IAsyncDisposable
{
    private const int Large = 700_000;

    private readonly BytesWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task No_sixteen_bytes_of_any_plaintext_lie_on_the_disk()
    {
        byte[][] contents = [[.. "small"u8, .. BytesWorld.Random(4096)], BytesWorld.Random(Large)];
        foreach (var content in contents) await world.PutAsync(content);

        // The search itself is shown to find what it looks for.
        await File.WriteAllBytesAsync(Path.Combine(world.Folder, "control"), [.. BytesWorld.Random(1001), .. contents[1][5000..5016], .. BytesWorld.Random(99)]);
        var files = Directory.GetFiles(world.Folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).ToList();
        Assert.True(files.Count >= 3);
        foreach (var file in files)
            Assert.Equal(Path.GetFileName(file) == "control", Holds(await File.ReadAllBytesAsync(file), contents));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("cut a chunk")]
    [InlineData("extend")]
    [InlineData("reorder")]
    [InlineData("splice")]
    [InlineData("swap")]
    [InlineData("swap heads")]
    [InlineData("remove")]
    [InlineData("empty")]
    public async Task A_large_object_touched_on_the_disk_is_refused_and_named(string how)
    {
        var (seal, part) = await world.PutAsync(BytesWorld.Random(Large));
        var (_, other) = await world.PutAsync(BytesWorld.Random(Large));
        var (path, otherPath) = (PathOf(part), PathOf(other));
        var bytes = await File.ReadAllBytesAsync(path);
        var otherBytes = await File.ReadAllBytesAsync(otherPath);
        const int chunk = BoxLayout.SealedChunkLength, head = BoxLayout.HeaderLength;
        byte[]? touched = how switch
        {
            "flip" => [.. bytes[..300_000], (byte)(bytes[300_000] ^ 1), .. bytes[300_001..]],
            "cut" => bytes[..^1],
            "cut a chunk" => bytes[..(head + 40 * chunk)],
            "extend" => [.. bytes, .. bytes[^50..]],
            "reorder" => [.. bytes[..head], .. bytes[(head + chunk)..(head + 2 * chunk)], .. bytes[head..(head + chunk)], .. bytes[(head + 2 * chunk)..]],
            "splice" => [.. bytes[..(head + 20 * chunk)], .. otherBytes[(head + 20 * chunk)..]],
            "swap" => otherBytes,
            "swap heads" => [.. otherBytes[..head], .. bytes[head..]],
            "empty" => [],
            _ => null,
        };
        if (touched is null) File.Delete(path);
        else await File.WriteAllBytesAsync(path, touched);

        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [part]));
        Assert.Contains(world.Log.Lines, line => line.Contains("bucket/a/key é", StringComparison.Ordinal) && line.Contains(part.Blob, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_byte_of_a_damaged_chunk_is_ever_handed_out_and_those_before_it_are_right()
    {
        var content = BytesWorld.Random(Large);
        var (seal, part) = await world.PutAsync(content);
        var bytes = await File.ReadAllBytesAsync(PathOf(part));
        bytes[BoxLayout.HeaderLength + 30 * BoxLayout.SealedChunkLength] ^= 1;
        await File.WriteAllBytesAsync(PathOf(part), bytes);
        using var key = await world.Bytes.OpenKeyAsync(world.NewCall(), BytesWorld.Name, seal, Large, null, default);
        await using var stream = await world.Bytes.ReadAsync(key, [part], 0, Large, default);
        using var got = new MemoryStream();
        await Assert.ThrowsAsync<DamagedObjectException>(() => stream.CopyToAsync(got));
        Assert.InRange(got.Length, 1, 30 * BoxLayout.ChunkLength);
        Assert.Equal(content[..(int)got.Length], got.ToArray());

        // A range elsewhere touches nothing of it.
        Assert.Equal(content[^1000..], await world.GetAsync(seal, [part], Large - 1000, 1000));
    }

    [Fact]
    public async Task A_small_object_touched_anywhere_in_its_segment_is_refused()
    {
        var (seal, part) = await world.PutAsync(BytesWorld.Random(300));
        var path = Directory.GetFiles(world.Folder, "*.seg", SearchOption.AllDirectories).Single();
        var whole = await File.ReadAllBytesAsync(path);
        for (var at = 32; at < 32 + 28 + 4 + BoxLayout.SealedLength(300); at += 3)
        {
            // The four bytes behind an entry's checksum say nothing.
            if (at is >= 60 and < 64) continue;
            var touched = (byte[])whole.Clone();
            touched[at] ^= 0x10;
            await File.WriteAllBytesAsync(path, touched);
            await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [part]));
        }
    }

    [Fact]
    public async Task Parts_of_one_object_cannot_take_each_others_place_nor_come_back_later()
    {
        using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
        var parts = new List<ObjectPart>();
        for (var i = 1; i <= 3; i++) parts.Add(await world.Bytes.WriteAsync(key, i, new MemoryStream(BytesWorld.Random(Large)), Large, default));
        var again = await world.Bytes.WriteAsync(key, 2, new MemoryStream(BytesWorld.Random(Large)), Large, default);
        await world.KeepAsync([.. parts, again]);
        var seal = world.Bytes.Seal(key, BytesWorld.Name, 3L * Large);
        Assert.Equal(3 * Large, (await world.GetAsync(seal, parts)).Length);

        var first = await File.ReadAllBytesAsync(PathOf(parts[0]));
        foreach (var other in new[] { parts[1], again })
        {
            await File.WriteAllBytesAsync(PathOf(parts[0]), await File.ReadAllBytesAsync(PathOf(other)));
            await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, parts));
        }

        await File.WriteAllBytesAsync(PathOf(parts[0]), first);
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [parts[0] with { Number = 2 }, parts[1], parts[2]]));
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [parts[0], parts[1] with { Seal = parts[2].Seal }, parts[2]]));
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [parts[0], parts[1] with { Blob = "garbage" }, parts[2]]));
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [parts[0], parts[1]]));
    }

    [Fact]
    public async Task A_seal_opens_for_its_own_object_version_and_length_only()
    {
        var content = BytesWorld.Random(100);
        var (seal, part) = await world.PutAsync(content);
        foreach (var name in new ObjectName[] { new("bucket2", "a/key é", "v1"), new("bucket", "a/key", "v1"), new("bucket", "a/key é", "v2"), new("bucketa", "/key é", "v1") })
            await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [part], name: name));
        await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal, [part with { Length = 99 }], 0, 99));

        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var garbage = (byte[])seal.Bytes.Clone();
            garbage[random.Next(garbage.Length)] ^= (byte)(1 << random.Next(8));
            if (round % 3 == 0) garbage = garbage[..random.Next(garbage.Length)];
            await Assert.ThrowsAsync<DamagedObjectException>(() => world.GetAsync(seal with { Bytes = garbage }, [part]));
        }

        Assert.Equal(content, await world.GetAsync(seal, [part]));
    }

    private string PathOf(ObjectPart part) => Directory.GetFiles(world.Folder, part.Blob, SearchOption.AllDirectories).Single();

    private static bool Holds(byte[] haystack, byte[][] needles)
    {
        var runs = needles.SelectMany(static needle => Enumerable.Range(0, needle.Length - 15).Select(at => UInt128At(needle, at))).ToHashSet();
        return Enumerable.Range(0, Math.Max(0, haystack.Length - 15)).Any(at => runs.Contains(UInt128At(haystack, at)));

        static UInt128 UInt128At(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(at, 16));
    }
}
