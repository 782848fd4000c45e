using System.Diagnostics;
using System.Globalization;
using Amazon.KeyManagementService;
using Strongroom.Backups;
using Strongroom.Control;
using Strongroom.Hsm;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>The program killed in the middle of what changes its keys or its copies: undone, or finished by the next start; never in between.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-kill-").FullName;
    private readonly Random random = new(Environment.TickCount);

    private string Data => Path.Combine(folder, "data");

    [Fact]
    public async Task A_rekey()
    {
        var cipher = await MakeAsync();
        int finished = 0, undone = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = await File.ReadAllBytesAsync(Path.Combine(Data, "seal", "key-file.key"));
            await using (var server = await ServerProcess.StartAsync(Data, "--profile", "dev"))
            {
                await DecryptAsync(server, cipher);
                await using var console = (await MachineConsole.FindServerAsync(BackedUpServer.OptionsIn(Data), CancellationToken.None))!;
                var rekey = console.RekeyAsync([], CancellationToken.None);
                await Task.Delay(random.Next(0, 120));
                await server.KillAsync();
                await Record.ExceptionAsync(() => rekey);
            }

            await using (var again = await ServerProcess.StartAsync(Data, "--profile", "dev")) await DecryptAsync(again, cipher);
            Assert.Empty(Directory.GetDirectories(Path.Combine(Data, "seal"), "rekey-*"));
            var after = await File.ReadAllBytesAsync(Path.Combine(Data, "seal", "key-file.key"));
            if (Convert.ToHexString(before) == Convert.ToHexString(after)) undone++;
            else finished++;
        }

        output.WriteLine($"{Kills} kills in rekeys: {finished} finished, {undone} undone");
    }

    [Fact]
    public async Task A_backup_and_a_restore()
    {
        var cipher = await MakeAsync();
        await File.WriteAllBytesAsync(Path.Combine(Data, "store", "filler"), new byte[48 << 20]);
        var to = Path.Combine(folder, "backup");
        int whole = 0, none = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using (var server = await ServerProcess.StartAsync(Data, "--profile", "dev"))
            {
                await using var console = (await MachineConsole.FindServerAsync(BackedUpServer.OptionsIn(Data), CancellationToken.None))!;
                var backup = console.BackupAsync(new(to, Path.Combine(to, $"{kill}.backup")), static _ => { }, CancellationToken.None);
                await Task.Delay(random.Next(0, 700));
                await server.KillAsync();
                await Record.ExceptionAsync(() => backup);
            }

            using var keyring = Keyring.OpenOrCreate(Path.Combine(Data, "seal"), TimeProvider.System);
            var path = Path.Combine(to, $"{kill}.backup");
            if (File.Exists(path)) whole += BackupContents.Verify(path, path, keyring.Purpose(Purposes.Backups), CancellationToken.None).Records > 0 ? 1 : 0;
            else none++;
        }

        output.WriteLine($"{Kills} kills in backups: {whole} whole, {none} not there");
        BackupFiles files;
        await using (var server = await ServerProcess.StartAsync(Data, "--profile", "dev"))
        {
            await using var console = (await MachineConsole.FindServerAsync(BackedUpServer.OptionsIn(Data), CancellationToken.None))!;
            files = await console.BackupAsync(new(to, Path.Combine(to, "last.backup")), static _ => { }, CancellationToken.None);
        }

        int refused = 0, ended = 0;
        var target = Path.Combine(folder, "target");
        for (var kill = 0; kill < Kills; kill++)
        {
            using var restore = Start("restore", "--data", target, "--data-backup", files.Data, "--keyring-backup", files.Keyring, "--key-file", Path.Combine(Data, "seal", "key-file.key"));
            await Task.Delay(random.Next(150, 500));
            restore.Kill();
            await restore.WaitForExitAsync();
            if (restore.ExitCode == 0) ended++;
            else if (File.Exists(Path.Combine(target, "restore-under-way")))
            {
                var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(target, "--profile", "dev"));
                Assert.Contains("A restore into", refusal.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        }

        output.WriteLine($"{Kills} kills in restores: {ended} were over, {refused} left a mark that no server starts over");
        if (Directory.Exists(target) && !File.Exists(Path.Combine(target, "restore-under-way"))) Directory.Delete(target, recursive: true);
        using (var last = Start("restore", "--data", target, "--data-backup", files.Data, "--keyring-backup", files.Keyring, "--key-file", Path.Combine(Data, "seal", "key-file.key")))
        {
            await last.WaitForExitAsync();
            Assert.Equal(0, last.ExitCode);
        }

        await using var restored = await ServerProcess.StartAsync(target, "--profile", "dev", "--key-file", Path.Combine(Data, "seal", "key-file.key"));
        await DecryptAsync(restored, cipher);
    }

    [Fact]
    public async Task A_wrapping_anew_stopped_before_any_change_of_the_keyring()
    {
        for (var stop = 1; ; stop++)
        {
            await using var server = await LocalServer.StartAsync(static options => options with { BackupRetentionDays = 2 });
            List<byte[]> ciphers = [];
            using (var kms = server.Kms())
            {
                for (var i = 0; i < 3; i++)
                    ciphers.Add((await kms.EncryptAsync(new() { KeyId = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId, Plaintext = new([1]) })).CiphertextBlob.ToArray());
                await kms.ScheduleKeyDeletionAsync((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId, 7);
            }

            var first = server.Running.Installation.Keyring.CurrentDomainKey.Id;
            server.Clock.Move(TimeSpan.FromDays(7.5));
            await server.Running.Calendar.RunDueAsync();
            var steps = 0;
            KeyringFolder.BeforeStep.Value = _ =>
            {
                if (++steps == stop) throw new IOException("The power went.");
            };
            var cut = false;
            for (var day = 0; day < 4 && !cut; day++)
            {
                cut = await Record.ExceptionAsync(async () => await server.Running.Upkeep.RunAsync()) is not null;
                server.Clock.Move(TimeSpan.FromDays(1));
            }

            KeyringFolder.BeforeStep.Value = null;
            await server.RestartAsync();
            for (var day = 0; day < 5; day++)
            {
                await server.Running.Upkeep.RunAsync();
                server.Clock.Move(TimeSpan.FromDays(1));
            }

            using var again = server.Kms();
            foreach (var cipher in ciphers) await again.DecryptAsync(new() { CiphertextBlob = new(cipher) });
            Assert.Null(server.Running.Installation.Keyring.FindDomainKey(first));
            if (cut) continue;
            Assert.True(steps > 10, $"{steps} steps");
            output.WriteLine($"{steps} steps, stopped before each");
            return;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<byte[]> MakeAsync()
    {
        await using var server = await ServerProcess.StartAsync(Data, "--profile", "dev");
        using var kms = server.Kms();
        var key = (await kms.CreateKeyAsync(new())).KeyMetadata.KeyId;
        return (await kms.EncryptAsync(new() { KeyId = key, Plaintext = new([42]) })).CiphertextBlob.ToArray();
    }

    private static async Task DecryptAsync(ServerProcess server, byte[] cipher)
    {
        using var kms = server.Kms();
        Assert.Equal(42, (await kms.DecryptAsync(new() { CiphertextBlob = new(cipher) })).Plaintext.ReadByte());
    }

    private static Process Start(params string[] arguments)
        => Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "strongroom"), arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
}
