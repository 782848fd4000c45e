using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Backups;
using Strongroom.Hsm;
using Strongroom.Seams;
using Strongroom.Storage;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>A key past its deletion date, and somebody who has everything: the disk, the backups, and the secret that opens the keyring.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ShreddingTests(ITestOutputHelper output) : IDisposable
{
    private const int Ciphertexts = 1000;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-shred-").FullName;

    [Fact]
    public async Task From_the_last_backup_its_ciphertexts_open_until_the_retention_has_passed_and_never_after_and_from_the_live_store_never()
    {
        await using var server = await LocalServer.StartAsync(static options => options with { BackupRetentionDays = 10 });
        string key, bystander;
        List<byte[]> blobs = [];
        using (var kms = server.Kms())
        {
            key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
            bystander = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
            for (var i = 0; i < Ciphertexts; i++)
                blobs.Add((await kms.GenerateDataKeyWithoutPlaintextAsync(new() { KeyId = key, KeySpec = DataKeySpec.AES_256 })).CiphertextBlob.ToArray());
            await kms.ScheduleKeyDeletionAsync(key, 7);
        }

        // The positive control: whoever has all of this opens every one of them while the key lives.
        var token = await TokenOfAsync(server.Running.Installation.Records, key);
        Assert.Equal(Ciphertexts, await OpenedAsync(server, [token], blobs));
        server.Clock.Move(7 * Day - TimeSpan.FromHours(1));
        await server.Running.Upkeep.RunAsync();
        var last = await server.BackUpAsync(Path.Combine(folder, "backup"));
        Assert.NotEmpty(Places(Path.Combine(server.Folder, "store"), StoredTokenOf(last, server, key).ToArray()));
        server.Clock.Move(TimeSpan.FromHours(2));
        await server.Running.Calendar.RunDueAsync();
        await server.Running.Upkeep.RunAsync();

        // The live store: through the service, through the store's records, and in any byte of its files.
        using (var kms = server.Kms()) await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(() => kms.DecryptAsync(new() { CiphertextBlob = new(blobs[0]) }));
        Assert.Null(await FindTokenAsync(server.Running.Installation.Records, key));
        await server.DrainAndWaitForAnchorAsync();
        Assert.Empty(Places(Path.Combine(server.Folder, "store"), StoredTokenOf(last, server, key).ToArray()));

        var days = 0;
        for (; days < 30; days++)
        {
            var opened = await FromBackupAsync(server, last, key, blobs);
            output.WriteLine($"{days} days after the deletion: {opened} of {Ciphertexts} open from the last backup");
            if (opened == 0) break;
            Assert.Equal(Ciphertexts, opened);
            server.Clock.Move(Day);
            await server.Running.Upkeep.RunAsync();
        }

        // Not before the retention, so that a mistake can be mended; and no later than the day's run that follows it.
        Assert.InRange(days, 10, 12);
        server.Clock.Move(30 * Day);
        await server.Running.Upkeep.RunAsync();
        Assert.Equal(0, await FromBackupAsync(server, last, key, blobs));
        using (var kms = server.Kms()) await kms.EncryptAsync(new() { KeyId = bystander, Plaintext = new([1]) });

        // A backup that names destroyed domain keys is refused as what it is.
        var refusal = Assert.Throws<BackupException>(() => BackedUpServer.Restore(
            last with { Keyring = NewestKeyring(server) }, Path.Combine(folder, "late"), server.Clock, Path.Combine(server.Folder, "seal", "key-file.key")));
        Assert.Contains("older than the retention", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_backup_applies_the_deletions_that_the_keyring_remembers()
    {
        await using var server = await LocalServer.StartAsync();
        string key;
        byte[] blob;
        using (var kms = server.Kms())
        {
            key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
            blob = (await kms.EncryptAsync(new() { KeyId = key, Plaintext = new([1]) })).CiphertextBlob.ToArray();
            await kms.ScheduleKeyDeletionAsync(key, 7);
        }

        var early = await server.BackUpAsync(Path.Combine(folder, "early"));
        var keyringOfThen = Path.Combine(folder, "keyring-of-then.backup");
        File.Copy(early.Keyring, keyringOfThen);
        server.Clock.Move(8 * Day);
        await server.Running.Calendar.RunDueAsync();
        await server.Running.Upkeep.RunAsync();
        var late = await server.BackUpAsync(Path.Combine(folder, "late"));

        // With the keyring of today, which remembers: gone. With the keyring of then, the only rescue from a mistaken deletion: there.
        foreach (var (keyring, isThere) in ((string, bool)[])[(late.Keyring, false), (keyringOfThen, true)])
        {
            var target = Path.Combine(folder, isThere ? "then" : "now");
            BackedUpServer.Restore(new(early.Data, keyring), target, server.Clock, Path.Combine(folder, "early", "key-file.key"));
            await using var restored = await Server.StartAsync(BackedUpServer.OptionsIn(target), server.Clock, CancellationToken.None);
            // Its waiting period had ended: it begins anew, so that there is time to cancel it.
            await restored.Calendar.RunDueAsync();
            Assert.Equal(isThere, await FindTokenAsync(restored.Installation.Records, key) is not null);
            Assert.Equal(isThere ? 1 : 0, await OpenedAsync(restored.Installation, await FindTokenAsync(restored.Installation.Records, key), [blob]));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>All that is on the disk, unsealed, against the backup's wrapped key: as an attacker would, without the server's rules.</summary>
    private static async Task<int> FromBackupAsync(LocalServer server, BackupFiles backup, string key, List<byte[]> blobs)
    {
        using var keyring = Keyring.OpenOrCreate(CopyOfSeal(server), server.Clock);
        var tokens = TokensIn(backup, keyring, key);
        Assert.NotEmpty(tokens);
        using var module = new InProcessSecurityModule(keyring, server.Clock);
        return await CountAsync(module, tokens, blobs);
    }

    private static ReadOnlyMemory<byte> StoredTokenOf(BackupFiles backup, LocalServer server, string key)
    {
        using var keyring = Keyring.OpenOrCreate(CopyOfSeal(server), server.Clock);
        return RowsIn(backup, keyring, key).Single().Body;
    }

    private static List<WrappedBackingKey> TokensIn(BackupFiles backup, Keyring keyring, string key)
    {
        var records = new Records(new MemoryRecordStore(), keyring.Purpose(Purposes.Records));
        return [.. RowsIn(backup, keyring, key).Select(row => records.Read(Kms.BackingKey.Records, row)!.Value.ToWrapped())];
    }

    private static List<StoredRecord> RowsIn(BackupFiles backup, Keyring keyring, string key)
    {
        var rows = new List<StoredRecord>();
        BackupContents.Read(backup.Data, "backup", keyring.Purpose(Purposes.Backups), (type, content) =>
        {
            if (type != FrameType.Records) return;
            BackupContents.ForEach(content, (recordKey, revision, body) =>
            {
                var row = new StoredRecord(RecordKey.FromBytes(recordKey), revision, body.ToArray());
                if (Kms.BackingKey.Records.Owns(row.Key) && row.Key.Elements.Contains(key)) rows.Add(row);
            });
        }, CancellationToken.None);
        return rows;
    }

    private static Task<int> OpenedAsync(LocalServer server, List<WrappedBackingKey> tokens, List<byte[]> blobs)
        => CountAsync(server.Running.Installation.Module, tokens, blobs);

    private static Task<int> OpenedAsync(Installation installation, WrappedBackingKey? token, List<byte[]> blobs)
        => CountAsync(installation.Module, token is null ? [] : [token], blobs);

    private static async Task<int> CountAsync(InProcessSecurityModule module, List<WrappedBackingKey> tokens, List<byte[]> blobs)
    {
        var opened = 0;
        foreach (var blob in blobs)
        {
            foreach (var token in tokens)
            {
                try
                {
                    (await module.DecryptAsync(token, EncryptionContext.Empty.Canonical, blob)).Dispose();
                    opened++;
                    break;
                }
                catch (BackingKeyUnavailableException)
                {
                }
            }
        }

        return opened;
    }

    private static async Task<WrappedBackingKey> TokenOfAsync(Records records, string key) => (await FindTokenAsync(records, key))!;

    private static async Task<WrappedBackingKey?> FindTokenAsync(Records records, string key)
    {
        var all = Kms.BackingKey.Records.Key("000000000000", "us-east-1", key);
        return await records.RangeAsync(Kms.BackingKey.Records, all, all.EndOfChildren, 10) is [var first, ..] ? first.Value.ToWrapped() : null;
    }

    private static IEnumerable<string> Places(string folder, byte[] bytes) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(static path => !path.EndsWith("lock", StringComparison.Ordinal)).Where(path => ReadShared(path).AsSpan().IndexOf(bytes.AsSpan(8, 64)) >= 0);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string CopyOfSeal(LocalServer server)
    {
        var copy = Path.Combine(server.Folder, "copy-of-seal");
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Folders.Copy(Path.Combine(server.Folder, "seal"), copy);
        return copy;
    }

    private string NewestKeyring(LocalServer server)
    {
        var path = Path.Combine(folder, "newest.backup");
        var keyring = server.Running.Installation.Keyring;
        KeyringBackup.Write(keyring, path, new(BackupKind.Keyring, Guid.NewGuid(), keyring.RootId, server.Clock.GetUtcNow(), 0, 0));
        return path;
    }
}
