using Strongroom.Testing;

namespace Strongroom.Kms.Tests;

/// <summary>Keys with fixed ids and material: the same file gives the same keys on every machine.</summary>
public sealed class SeedTests : IDisposable
{
    private const string KeyId = "bc436485-5092-42b8-92a3-0aa8b93536dc";

    private const string Seed = """
        Keys:
          Symmetric:
            Aes:
              - Metadata:
                  KeyId: bc436485-5092-42b8-92a3-0aa8b93536dc
                  Description: a key that every test knows
                BackingKeys:
                  - 5cdaead27fe7da2de47945d73cd6d79e36494e73802f3cd3869f1d2cb0b5d7a9
                  - 30b8ac6ecb5b9ab2a2a3a8b0e2b4dca6e8c1f4f6f0f7d1d0a1b2c3d4e5f60718
        Aliases:
          - AliasName: alias/testing
            TargetKeyId: bc436485-5092-42b8-92a3-0aa8b93536dc
        """;

    private readonly string file = Path.Combine(Path.GetTempPath(), $"strongroom-seed-{Guid.NewGuid():n}.yaml");

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task A_ciphertext_of_a_seeded_key_opens_on_another_machine()
    {
        await File.WriteAllTextAsync(file, Seed);
        MemoryStream blob;
        string material;
        await using (var one = await LocalServer.StartAsync(options => options with { Seed = file }))
        {
            using var kms = one.Kms();
            var key = (await kms.DescribeKeyAsync("alias/testing")).KeyMetadata;
            Assert.Equal((KeyId, "a key that every test knows"), (key.KeyId, key.Description));
            material = key.CurrentKeyMaterialId;
            blob = (await kms.EncryptAsync(new() { KeyId = KeyId, Plaintext = new([1, 2, 3]) })).CiphertextBlob;
            Assert.Single((await kms.ListKeyRotationsAsync(new() { KeyId = KeyId })).Rotations);

            // Seeding again, at the next start, changes nothing.
            await one.RestartAsync();
            using var again = one.Kms();
            Assert.Equal(material, (await again.DescribeKeyAsync(KeyId)).KeyMetadata.CurrentKeyMaterialId);
        }
        await using var two = await LocalServer.StartAsync(options => options with { Seed = file });
        using var other = two.Kms();
        Assert.Equal([1, 2, 3], (await other.DecryptAsync(new() { CiphertextBlob = blob })).Plaintext.ToArray());
    }

    [Theory]
    [InlineData("Keys: [", "cannot be read")]
    [InlineData("Keys: { Symmetric: { Aes: [ { Metadata: { KeyId: nonsense } } ] } }", "is no key id")]
    [InlineData("Keys: { Symmetric: { Aes: [ { Metadata: { KeyId: bc436485-5092-42b8-92a3-0aa8b93536dc }, BackingKeys: [ abc ] } ] } }", "64 hex digits")]
    [InlineData("Aliases: [ { AliasName: app, TargetKeyId: x } ]", "begins with alias/")]
    [InlineData("Aliases: [ { AliasName: alias/app, TargetKeyId: x } ]", "there is no such key")]
    [InlineData("Keys: { Symmetric: { Aes: 3 } }", "a list is expected")]
    public async Task A_seed_that_makes_no_sense_says_where_and_why(string seed, string why)
    {
        await File.WriteAllTextAsync(file, seed);
        var refusal = await Assert.ThrowsAsync<UsageException>(() => LocalServer.StartAsync(options => options with { Seed = file }));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dev_profile_stays_on_loopback_and_seeds_need_it()
    {
        Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Profile"] = "dev", ["Urls"] = "http://0.0.0.0:4566" }));
        Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Seed"] = "keys.yaml" }));
        Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Profile"] = "prod" }));
        Assert.Throws<UsageException>(() => ServerOptions.Read(null, new Dictionary<string, string?> { ["Urls"] = "nonsense" }));
    }
}
