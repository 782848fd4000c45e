using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Kms;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>Domain keys come daily, and go when nothing that may be restored needs them.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KeyringUpkeepTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_domain_key_is_made_daily_and_one_that_nothing_needs_is_destroyed_after_the_retention()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { BackupRetentionDays = 5 });
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        var first = server.Running.Installation.Keyring.CurrentDomainKey.Id;
        var keyring = server.Running.Installation.Keyring;
        for (var day = 0; day < 20; day++)
        {
            server.Clock.Move(Day);
            await server.Running.Upkeep.RunAsync();
            await server.Running.Upkeep.RunAsync();
        }

        // The first, under which a live key is wrapped; today's; and those of the five days before, for the backups.
        Assert.Equal(7, keyring.AllDomainKeys.Count);
        Assert.NotNull(keyring.FindDomainKey(first));
        await server.RestartAsync();
        using var again = server.Kms();
        await again.EncryptAsync(new() { KeyId = key, Plaintext = new([1]) });
    }

    [Fact]
    public async Task When_a_key_is_destroyed_the_others_are_wrapped_anew_and_its_domain_key_ends_with_the_retention()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { BackupRetentionDays = 5 });
        using var kms = server.Kms();
        var doomed = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        var kept = new List<(string Key, byte[] Cipher)>();
        for (var i = 0; i < 40; i++)
        {
            var id = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
            kept.Add((id, (await kms.EncryptAsync(new() { KeyId = id, Plaintext = new([(byte)i]) })).CiphertextBlob.ToArray()));
        }

        var first = server.Running.Installation.Keyring.CurrentDomainKey.Id;
        await kms.ScheduleKeyDeletionAsync(doomed, 7);
        server.Clock.Move(7 * Day + TimeSpan.FromMinutes(1));
        await server.Running.Calendar.RunDueAsync();
        await server.Running.Upkeep.RunAsync();
        var ledger = server.Running.Installation.Keyring.Ledger;
        Assert.Equal(2, ledger.Destroyed.Count);
        Assert.Equal(first, ledger.Destroyed.Single(static entry => entry.BackingKeyId is not null).DomainKeyId);
        Assert.Equal(first, Assert.Single(ledger.Retired).Id);
        Assert.Empty(await server.Running.Installation.Records.RangeAsync(DestroyedKey.Records, DestroyedKey.Records.Key(), DestroyedKey.Records.Key().EndOfChildren, 10));

        for (var day = 0; day < 5; day++)
        {
            Assert.NotNull(server.Running.Installation.Keyring.FindDomainKey(first));
            server.Clock.Move(Day);
            await server.Running.Upkeep.RunAsync();
        }

        Assert.Null(server.Running.Installation.Keyring.FindDomainKey(first));
        Assert.DoesNotContain(server.Running.Installation.Keyring.Ledger.Destroyed, static entry => entry.BackingKeyId is not null);
        await server.RestartAsync();
        using var again = server.Kms();
        foreach (var (id, cipher) in kept)
            Assert.Equal(kept.FindIndex(one => one.Key == id), (await again.DecryptAsync(new() { CiphertextBlob = new(cipher) })).Plaintext.ReadByte());
        await Assert.ThrowsAsync<NotFoundException>(() => again.DescribeKeyAsync(doomed));
    }

    [Fact]
    public async Task The_ledger_destroys_again_what_a_rollback_brought_back()
    {
        await using var server = await LocalServer.StartAsync();
        var store = Path.Combine(server.Folder, "store");
        string doomed;
        byte[] cipher;
        using (var kms = server.Kms())
        {
            doomed = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
            cipher = (await kms.EncryptAsync(new() { KeyId = doomed, Plaintext = new([1]) })).CiphertextBlob.ToArray();
            await kms.CreateAliasAsync("alias/doomed", doomed);
            await kms.ScheduleKeyDeletionAsync(doomed, 7);
        }

        await server.Running.DisposeAsync();
        Folders.Copy(store, store + ".old");
        await server.RestartAsync();
        server.Clock.Move(7 * Day + TimeSpan.FromMinutes(1));
        await server.Running.Calendar.RunDueAsync();
        await server.Running.Upkeep.RunAsync();
        await server.Running.DisposeAsync();
        Folders.PutBack(store + ".old", store);
        await server.RestartAsync();
        Assert.True(server.Running.IsSealed);
        await Shell.RunAsync($"{Path.Combine(AppContext.BaseDirectory, "strongroom")} accept-rollback --data {server.Folder} --position {server.Running.SealedBecause!.Split("--position ")[1]}", server.Folder);
        await server.Running.Calendar.RunDueAsync();
        using var after = server.Kms();
        await Assert.ThrowsAsync<NotFoundException>(() => after.CancelKeyDeletionAsync(doomed));
        await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(() => after.DecryptAsync(new() { CiphertextBlob = new(cipher) }));
        Assert.DoesNotContain((await after.ListAliasesAsync(new())).Aliases, static alias => alias.AliasName == "alias/doomed");
        Assert.Contains(server.AuditRecords(), static record => (string?)record["eventName"] == "DeleteKey");
    }

    [Fact]
    public async Task After_a_rekey_everything_is_wrapped_anew()
    {
        await using var server = await LocalServer.StartAsync();
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        var cipher = (await kms.EncryptAsync(new() { KeyId = key, Plaintext = new([1]) })).CiphertextBlob;
        var keyring = server.Running.Installation.Keyring;
        var first = keyring.CurrentDomainKey.Id;
        keyring.Rekey([new Hsm.BesideKeyFile()]);
        server.Clock.Move(Day);
        await server.Running.Upkeep.RunAsync();
        Assert.Contains(keyring.Ledger.Retired, retired => retired.Id == first);
        await kms.DecryptAsync(new() { CiphertextBlob = cipher });
    }

    [Fact]
    public async Task Purpose_keys_turn_over_every_90_days_and_what_they_sealed_is_read()
    {
        await using var server = await LocalServer.StartAsync();
        using (var kms = server.Kms()) await kms.CreateAliasAsync("alias/old", (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);
        server.Clock.Move(90 * Day + TimeSpan.FromMinutes(1));
        await server.Running.Upkeep.RunAsync();
        Assert.Equal(2, server.Running.Installation.Keyring.Purpose("records").Current);
        using (var kms = server.Kms()) await kms.CreateAliasAsync("alias/new", (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);
        await server.RestartAsync();
        using var again = server.Kms();
        foreach (var name in (string[])["alias/old", "alias/new"]) await again.EncryptAsync(new() { KeyId = name, Plaintext = new([1]) });
    }
}
