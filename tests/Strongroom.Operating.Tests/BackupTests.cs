using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Backups;
using Strongroom.Hsm;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-backup-").FullName;

    [Fact]
    public async Task A_cut_changed_or_mixed_backup_is_refused_by_name_and_nothing_is_left_of_it()
    {
        await using var server = await LocalServer.StartAsync();
        await using var other = await LocalServer.StartAsync();
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());
        var earlier = await server.BackUpAsync(Path.Combine(folder, "earlier"));
        server.Running.Installation.Keyring.AddDomainKey();
        using (var kms = server.Kms()) await kms.CreateKeyAsync(new());
        var files = await server.BackUpAsync(Path.Combine(folder, "b"));
        var foreign = await other.BackUpAsync(Path.Combine(folder, "foreign"));
        var keyFile = Path.Combine(folder, "b", "key-file.key");

        foreach (var (path, isData) in ((string, bool)[])[(files.Data, true), (files.Keyring, false)])
        {
            var bytes = await File.ReadAllBytesAsync(path);
            var bad = Path.Combine(folder, "bad.backup");
            var name = "bad.backup";
            foreach (var length in Enumerable.Range(0, 24).Select(part => bytes.Length * part / 24).Append(bytes.Length - 1).Distinct())
            {
                await File.WriteAllBytesAsync(bad, bytes[..length]);
                Assert.Contains(name, Refusal(isData ? files with { Data = bad } : files with { Keyring = bad }, keyFile), StringComparison.Ordinal);
            }

            for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 200))
            {
                bytes[at] ^= 0x10;
                await File.WriteAllBytesAsync(bad, bytes);
                bytes[at] ^= 0x10;
                _ = Refusal(isData ? files with { Data = bad } : files with { Keyring = bad }, keyFile);
            }

            await File.WriteAllBytesAsync(bad, [.. bytes, 0]);
            _ = Refusal(isData ? files with { Data = bad } : files with { Keyring = bad }, keyFile);
            await File.WriteAllTextAsync(bad, "no backup at all");
            Assert.Contains("bad.backup is no Strongroom backup", Refusal(isData ? files with { Data = bad } : files with { Keyring = bad }, keyFile), StringComparison.Ordinal);
        }

        Assert.Contains("of two installations", Refusal(files with { Data = foreign.Data }, keyFile), StringComparison.Ordinal);
        Assert.Contains("older than the data's", Refusal(files with { Keyring = earlier.Keyring }, keyFile), StringComparison.Ordinal);
        Assert.Contains("is a backup of the keyring, not of the data", Refusal(files with { Data = files.Keyring }, keyFile), StringComparison.Ordinal);
        Assert.Contains("does not open", Refusal(files, Path.Combine(folder, "foreign", "key-file.key")), StringComparison.Ordinal);

        // An earlier data backup opens with the newest keyring.
        BackedUpServer.Restore(earlier with { Keyring = files.Keyring }, Path.Combine(folder, "good"), server.Clock, keyFile);
    }

    [Fact]
    public async Task A_backup_made_under_load_is_of_one_moment_and_holds_every_acknowledged_call_before_it()
    {
        await using var server = await LocalServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var made = 0;
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            using var client = server.Kms();
            var key = (await client.CreateKeyAsync(new())).KeyMetadata.KeyId;
            for (var i = 0; !stop.IsCancellationRequested && i < 45; i++)
            {
                await client.CreateAliasAsync($"alias/w{writer}-{i}", key);
                Interlocked.Increment(ref made);
            }
        })).ToList();
        while (Volatile.Read(ref made) < 20) await Task.Delay(5);
        using var kms = server.Kms();
        var before = (await kms.ListAliasesAsync(new() { Limit = 100 })).Aliases.Select(static alias => alias.AliasName).ToList();
        Assert.True(before.Count >= 20);
        var files = await server.BackUpAsync(Path.Combine(folder, "b"));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var target = Path.Combine(folder, "restored");
        BackedUpServer.Restore(files, target, server.Clock);
        await using var restored = await Server.StartAsync(BackedUpServer.OptionsIn(target), server.Clock, CancellationToken.None);
        await restored.DrainAuditAsync();
        var damages = new List<string>();
        await foreach (var damage in restored.Installation.Records.VerifyAsync(RecordTypes.All(restored.Installation.Records))) damages.Add(damage.Message);
        Assert.Empty(damages);
        foreach (var name in before)
            Assert.NotNull(await restored.Installation.Records.FindAsync(Kms.Alias.Records, Kms.Alias.RecordKeyOf("000000000000", "us-east-1", name)));
    }

    [Fact]
    public async Task A_damaged_record_stops_a_backup_and_verify_names_it()
    {
        await using var server = await LocalServer.StartAsync();
        string key;
        using (var kms = server.Kms()) key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        var store = server.Running.Installation.Records.Store;
        var from = Kms.BackingKey.Records.Key();
        var row = (await store.RangeAsync(from, from.EndOfChildren, 1))[0];
        var body = row.Body.ToArray();
        body[^1] ^= 1;
        await store.CommitAsync([Storage.RecordChange.Put(row.Key, row.Revision, row.Revision, body)]);
        var refusal = await Assert.ThrowsAsync<BackupException>(() => server.BackUpAsync(Path.Combine(folder, "b")));
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "b")));

        await server.Running.DisposeAsync();
        var (code, output) = await Shell.TryAsync($"{Path.Combine(AppContext.BaseDirectory, "strongroom")} verify --data {server.Folder}", folder);
        Assert.Equal(1, code);
        Assert.Contains("kms-backing-key", output, StringComparison.Ordinal);
        Assert.Contains(key, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_backup_holds_no_unseal_secret()
    {
        await using var server = await LocalServer.StartAsync();
        var files = await server.BackUpAsync(Path.Combine(folder, "b"));
        var secret = await File.ReadAllBytesAsync(Path.Combine(server.Folder, "seal", "key-file.key"));
        Assert.True((await File.ReadAllBytesAsync(Path.Combine(folder, "b", "key-file.key"))).AsSpan().IndexOf(secret) >= 0);
        foreach (var path in (string[])[files.Data, files.Keyring]) Assert.True((await File.ReadAllBytesAsync(path)).AsSpan().IndexOf(secret) < 0);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Refusal(BackupFiles files, string keyFile)
    {
        var target = Path.Combine(folder, "target");
        var refusal = Record.Exception(() => BackedUpServer.Restore(files, target, TimeProvider.System, keyFile));
        Assert.True(refusal is BackupException or SealException, $"{refusal}");
        Assert.Equal(["key-file.key", "lock"], Directory.GetFiles(target, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        return refusal.Message;
    }
}
