using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strongroom.Audit.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class DiskJournalFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-audit-").FullName;
    private readonly TestKeys keys = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_folder_and_its_files_are_for_their_owner_only()
    {
        var place = Path.Combine(folder, "a", "audit");
        await using (var journal = AuditJournal.Open(place, keys, new TestClock()))
            await journal.AppendAsync(0, 3);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(place, "audit-0000000001.jsonl")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
        Assert.Equal(3, JournalVerifier.Verify(place, keys).Records);
    }

    [Fact]
    public async Task A_second_process_is_refused_and_readers_are_not()
    {
        await using var journal = AuditJournal.Open(folder, keys, new TestClock());
        await journal.AppendAsync(0, 3);
        Assert.Throws<IOException>(() => AuditJournal.Open(folder, keys, new TestClock()));
        Assert.Equal(4, File.ReadLines(Path.Combine(folder, "audit-0000000001.jsonl")).Count());
        Assert.Equal(3, (await journal.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task A_journal_outlives_its_process_on_a_real_disk_with_turns_of_segments()
    {
        for (var i = 0; i < 10; i++)
        {
            await using var journal = AuditJournal.Open(folder, keys, new TestClock(), new() { SegmentBytes = 2000 });
            await journal.AppendAsync(10 * i, 10);
            Assert.Equal(10 * i + 10, (await journal.ReadAllAsync()).Count);
        }

        Assert.Equal((100, null), (JournalVerifier.Verify(folder, keys).Records, JournalVerifier.Verify(folder, keys).Damage));
    }

    [Fact]
    public async Task A_disk_that_is_really_full_refuses_and_recovers()
    {
        if (!OperatingSystem.IsLinux() || !Mount(folder))
            Assert.Skip("needs the right to mount a small tmpfs");
        try
        {
            var place = Path.Combine(folder, "audit");
            var ballast = Path.Combine(folder, "ballast");
            await using var journal = AuditJournal.Open(place, keys, new TestClock());
            await journal.AppendAsync(0, 1);
            await FillAsync(ballast);
            var pad = $$"""{"pad":"{{new string('x', 100_000)}}"}""";
            await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(pad));
            await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(pad));
            Assert.True(journal.IsHealthy);
            File.Delete(ballast);
            await journal.AppendAsync(pad);
            Assert.Equal(["""{"n":0}""", pad], await journal.ReadAllAsync());
            await journal.DisposeAsync();
            Assert.Equal(2, JournalVerifier.Verify(place, keys).Records);
        }
        finally
        {
            Run("umount", folder);
        }
    }

    private static bool Mount(string at) => Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", at);

    private static async Task FillAsync(string path)
    {
        await using var file = File.Create(path);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[4096]);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
