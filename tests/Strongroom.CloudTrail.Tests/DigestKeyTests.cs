using System.Security.Cryptography;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.CloudTrail.Tests;

public sealed class DigestKeyTests : IPurposeKeys, IDisposable
{
    private readonly KeyMaterial sealing = KeyMaterial.CopyOf("0123456789abcdef0123456789abcdef"u8);

    byte IPurposeKeys.Current => 1;

    public void Dispose() => sealing.Dispose();

    KeyMaterial? IPurposeKeys.Find(byte name) => name == 1 ? sealing : null;

    [Fact]
    public void What_the_private_key_signs_the_listed_public_key_checks()
    {
        var key = DigestKey.Create(this, "us-east-1", DateTimeOffset.UnixEpoch);
        using var opened = key.Open(this);
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(key.PublicKey, out _);
        using var own = RSA.Create();
        own.ImportSubjectPublicKeyInfo(opened.PublicKey.Span, out _);
        Assert.Equal(own.ExportRSAPublicKey(), key.PublicKey);
        Assert.Equal((2048, 32, key.ValidityStart.AddDays(365)), (rsa.KeySize, key.Fingerprint.Length, key.ValidityEnd));
    }

    [Fact]
    public void A_private_key_that_was_moved_to_another_region_does_not_open()
    {
        var key = DigestKey.Create(this, "us-east-1", DateTimeOffset.UnixEpoch);
        Assert.Throws<DamagedRecordException>(() => (key with { Region = "eu-west-1" }).Open(this));
        Assert.Throws<DamagedRecordException>(() => (key with { SealedPrivateKey = [1, 2] }).Open(this));
    }

    [Fact]
    public async Task The_next_key_comes_before_the_last_one_ends_and_both_are_listed()
    {
        await using var world = await CloudTrailWorld.StartAsync();
        var first = await FingerprintsAsync(world);
        Assert.Single(first);
        Assert.Equal(first, await FingerprintsAsync(world));
        world.Server.Clock.Move(TimeSpan.FromDays(340));
        var both = await FingerprintsAsync(world);
        Assert.Equal((2, first[0]), (both.Count, both[0]));
        world.Server.Clock.Move(TimeSpan.FromDays(60));
        Assert.Equal([both[1]], await FingerprintsAsync(world));
    }

    private static async Task<List<string>> FingerprintsAsync(CloudTrailWorld world) =>
        [.. (await world.CallAsync("ListPublicKeys", "{}"))["PublicKeyList"]!.AsArray().Select(key => (string)key!["Fingerprint"]!)];
}
