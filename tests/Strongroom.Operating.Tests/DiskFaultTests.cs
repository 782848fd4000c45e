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

    public void Dispose() => Directory.Delete(folder, recursive: true);

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
