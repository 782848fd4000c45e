using System.Collections.Concurrent;
using Amazon.KeyManagementService;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>Writes of the real program that the system refuses, in whichever file grows first: no success that is none, and nothing lost.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DiskFaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-fault-").FullName;

    /// <summary>A limit on the size of files makes every write beyond it fail, as a disk does that has gone bad.</summary>
    [Theory]
    [InlineData(96)]
    [InlineData(701)]
    public async Task No_call_succeeds_that_is_not_there_after_the_restart(int kibibytes)
    {
        var data = Path.Combine(folder, "data");
        await using (await ServerProcess.StartAsync(data, "--profile", "dev"))
        {
        }

        var acknowledged = new ConcurrentBag<string>();
        string refusal;
        await using (var server = await ServerProcess.StartLimitedAsync(data, kibibytes, "--profile", "dev"))
        {
            var refusals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CreateUntilRefusedAsync(server, acknowledged)));
            refusal = refusals[0];
            Assert.All(refusals, static error => Assert.Contains(error, (string[])["KMSInternalException", "DependencyTimeoutException"]));
        }

        await using var again = await ServerProcess.StartAsync(data, "--profile", "dev");
        using var kms = again.Kms();
        foreach (var key in acknowledged) Assert.Equal(key, (await kms.DescribeKeyAsync(key)).KeyMetadata.KeyId);
        await kms.CreateKeyAsync(new());
        output.WriteLine($"{kibibytes} KiB: {acknowledged.Count} keys acknowledged and there, then {refusal}");
    }

    /// <summary>Every write and flush in turn fails once: of the commits of a running server, or of its start.</summary>
    [Theory]
    [InlineData("pwrite64", "ENOSPC", false)]
    [InlineData("fdatasync", "EIO", false)]
    [InlineData("fsync", "EIO", false)]
    [InlineData("pwrite64", "EIO", true)]
    [InlineData("fsync", "EIO", true)]
    [Trait("Needs", "tools")]
    public async Task A_write_that_fails_is_no_success_and_takes_nothing_that_was_acknowledged(string systemCall, string error, bool fromTheStart)
    {
        var steps = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_FAULTS") ?? "2", System.Globalization.CultureInfo.InvariantCulture);
        var (all, refused, notStarted) = (0, 0, 0);
        for (var nth = 1; nth <= steps; nth++)
        {
            var data = Path.Combine(folder, $"data-{nth}");
            await using (await ServerProcess.StartAsync(data, "--profile", "dev"))
            {
            }

            var acknowledged = new List<string>();
            try
            {
                await using var server = fromTheStart ? await ServerProcess.StartFaultyAsync(data, systemCall, error, nth, "--profile", "dev")
                    : await ServerProcess.StartAsync(data, "--profile", "dev");
                if (!fromTheStart) await server.BeFaultyAsync(systemCall, error, nth);
                refused += await CreateAsync(server, acknowledged);
            }
            catch (InvalidOperationException stopped) when (stopped.Message.Contains("not start: strongroom:", StringComparison.Ordinal))
            {
                notStarted++; // And it said why, in one line.
            }

            await using var again = await ServerProcess.StartAsync(data, "--profile", "dev");
            using var kms = again.Kms();
            foreach (var key in acknowledged) Assert.Equal(key, (await kms.DescribeKeyAsync(key)).KeyMetadata.KeyId);
            await kms.CreateKeyAsync(new());
            all += acknowledged.Count;
        }

        output.WriteLine($"{systemCall} {error}{(fromTheStart ? " from the start" : "")}: {steps} places; {all} calls acknowledged and there, {refused} refused, {notStarted} starts refused");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<int> CreateAsync(ServerProcess server, List<string> acknowledged)
    {
        using var kms = server.Kms();
        var refused = 0;
        for (var i = 0; i < 8; i++)
        {
            try
            {
                acknowledged.Add((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);
            }
            catch (AmazonKeyManagementServiceException failed) when (failed.ErrorCode is "KMSInternalException" or "DependencyTimeoutException")
            {
                refused++;
            }
        }
        return refused;
    }

    private static async Task<string> CreateUntilRefusedAsync(ServerProcess server, ConcurrentBag<string> acknowledged)
    {
        using var kms = server.Kms();
        for (var i = 0; i < 5000; i++)
        {
            try
            {
                acknowledged.Add((await kms.CreateKeyAsync(new())).KeyMetadata.KeyId);
            }
            catch (AmazonKeyManagementServiceException refused)
            {
                return refused.ErrorCode;
            }
        }

        return "nothing was refused";
    }
}
