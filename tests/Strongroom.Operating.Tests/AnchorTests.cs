using Amazon.KeyManagementService.Model;
using Strongroom.Hsm;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>A store that was put back from an earlier time is noticed at start.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class AnchorTests
{
    [Fact]
    public async Task A_store_older_than_its_anchor_stays_sealed_until_the_rollback_is_accepted_by_name_which_is_recorded()
    {
        await using var server = await LocalServer.StartAsync();
        var store = Path.Combine(server.Folder, "store");
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());
        await server.Running.DisposeAsync();
        Folders.Copy(store, store + ".old");
        await server.RestartAsync();
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());
        var atLeast = server.Running.Installation.Records.Store.Position;
        await server.Running.DisposeAsync();
        Folders.PutBack(store + ".old", store);

        await server.RestartAsync();
        Assert.True(server.Running.IsSealed);
        var because = server.Running.SealedBecause!;
        var old = long.Parse(because.Split("they were at ")[1].Split(' ')[0].TrimEnd(',', '.', ';'), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(old >= atLeast);
        var position = because.Split("--position ")[1];
        Assert.True(long.Parse(position, System.Globalization.CultureInfo.InvariantCulture) < old);
        var status = await Run(server, "status");
        Assert.Contains("an old copy was put back", status.Output, StringComparison.Ordinal);
        var wrong = await Run(server, "accept-rollback --position 1");
        Assert.Contains("nothing was accepted", wrong.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, wrong.Code);
        Assert.True(server.Running.IsSealed);
        Assert.Equal(0, (await Run(server, $"accept-rollback --position {position}")).Code);
        Assert.False(server.Running.IsSealed);
        Assert.Contains("nothing to accept", (await Run(server, $"accept-rollback --position {position}")).Output, StringComparison.Ordinal);
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());

        var record = server.AuditRecords().Single(static record => (string?)record["eventName"] == "AcceptRollback");
        Assert.Equal(old, (long)record["serviceEventDetails"]!["anchoredPosition"]!);
        await server.RestartAsync();
        Assert.False(server.Running.IsSealed);
    }

    [Fact]
    public async Task A_journal_that_lost_its_end_is_noticed_too()
    {
        await using var server = await LocalServer.StartAsync();
        using (var kms = server.Kms())
            for (var i = 0; i < 5; i++) await kms.ListKeysAsync(new());
        await server.Running.DisposeAsync();
        var segment = Directory.GetFiles(Path.Combine(server.Folder, "store", "audit"), "*.jsonl").Order(StringComparer.Ordinal).Last();
        var lines = await File.ReadAllLinesAsync(segment);
        await File.WriteAllTextAsync(segment, string.Join('\n', lines[..^2]) + "\n");
        await server.RestartAsync();
        Assert.True(server.Running.IsSealed);
        Assert.Contains("the end was lost", server.Running.SealedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_anchor_nobody_says_that_all_is_well()
    {
        await using var server = await LocalServer.StartAsync();
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());
        await server.Running.DisposeAsync();
        File.Delete(Path.Combine(server.Folder, "seal", "anchor"));
        await server.RestartAsync();
        Assert.Contains("cannot be told", (await Run(server, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_byte_of_the_anchor_or_the_ledger_can_be_changed()
    {
        await using var server = await LocalServer.StartAsync();
        server.Running.Installation.Keyring.Ledger = new() { Leaving = [Guid.NewGuid()] };
        await server.Running.DisposeAsync();
        foreach (var name in (string[])["anchor", "ledger"])
        {
            var path = Path.Combine(server.Folder, "seal", name);
            var bytes = await File.ReadAllBytesAsync(path);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0x20;
                await File.WriteAllBytesAsync(path, bytes);
                using var keyring = Keyring.OpenOrCreate(Path.Combine(server.Folder, "seal"), TimeProvider.System);
                Assert.Throws<SealException>(() => name == "anchor" ? keyring.ReadAnchor() : (object?)keyring.Ledger);
                bytes[at] ^= 0x20;
            }

            await File.WriteAllBytesAsync(path, bytes);
        }
    }

    [Fact]
    public async Task The_anchor_is_behind_by_a_second_at_most_and_never_ahead()
    {
        await using var server = await LocalServer.StartAsync();
        var keyring = server.Running.Installation.Keyring;
        using var kms = server.Kms();
        for (var i = 0; i < 50; i++)
        {
            await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = $"alias/a{i}", TargetKeyId = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId });
            var anchored = keyring.ReadAnchor();
            Assert.True(anchored is null || anchored.Position <= server.Running.Installation.Records.Store.Position);
        }

        await server.DrainAndWaitForAnchorAsync();
    }

    private static Task<(int Code, string Output)> Run(LocalServer server, string command) => Shell.TryAsync($"$S {command} --data {server.Folder}", server.Folder,
        new Dictionary<string, string> { ["S"] = Path.Combine(AppContext.BaseDirectory, "strongroom") });
}

internal static class AnchorWaiting
{
    public static async Task DrainAndWaitForAnchorAsync(this LocalServer server)
    {
        await server.Running.DrainAuditAsync();
        var installation = server.Running.Installation;
        while (installation.Keyring.ReadAnchor()?.Position != installation.Records.Store.Position) await Task.Delay(50);
    }
}
