using System.Diagnostics;
using System.Globalization;
using Amazon.KeyManagementService.Model;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Storage;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Campaigns;

/// <summary>100,000 keys: the start, the memory and a page of a list must not notice them.</summary>
public sealed class ManyKeysTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_keys_weigh_nothing()
    {
        const int Keys = 100_000;
        var folder = Directory.CreateTempSubdirectory("strongroom-many-").FullName;
        try
        {
            await FillAsync(folder, Keys);
            var started = Stopwatch.StartNew();
            await using var server = await ServerProcess.StartAsync(folder, "--profile", "dev");
            output.WriteLine($"start with {Keys} keys: {started.ElapsedMilliseconds} ms");
            using var kms = server.Kms();
            await kms.ListKeysAsync(new ListKeysRequest { Limit = 1000 });

            string? marker = null;
            var pages = new List<double>();
            var listed = 0;
            do
            {
                var watch = Stopwatch.StartNew();
                var page = await kms.ListKeysAsync(new ListKeysRequest { Limit = 1000, Marker = marker });
                pages.Add(watch.Elapsed.TotalMilliseconds);
                listed += page.Keys.Count;
                marker = page.NextMarker;
            }
            while (marker is not null);
            Assert.Equal(Keys, listed);
            output.WriteLine($"pages of 1,000: first ten {pages.Take(10).Average():0.0} ms, last ten {pages.TakeLast(10).Average():0.0} ms");

            var status = await File.ReadAllLinesAsync($"/proc/{server.Id}/status");
            output.WriteLine(status.First(static line => line.StartsWith("VmRSS", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(string folder, int count)
    {
        await using var installation = await Installation.OpenAsync(new() { Data = folder, Profile = "dev" }, TimeProvider.System, CancellationToken.None);
        for (var batch = 0; batch < count / 500; batch++)
        {
            var changes = new StagedChanges();
            for (var i = 0; i < 500; i++)
            {
                var key = new KmsKey
                {
                    Account = "000000000000",
                    Region = "us-east-1",
                    KeyId = Guid.NewGuid().ToString("d"),
                    KeySpec = KeySpec.SymmetricDefault,
                    KeyUsage = KeyUsage.EncryptDecrypt,
                    Origin = KeyOrigin.AwsKms,
                    CreationDate = DateTimeOffset.UtcNow,
                    State = KeyState.Enabled,
                    Description = string.Create(CultureInfo.InvariantCulture, $"key {batch}/{i}"),
                };
                var wrapped = await installation.Module.GenerateBackingKeyAsync(new(key.Account, key.KeyId, BackingKeyId.New(), "SYMMETRIC_DEFAULT"));
                key = key with { Generations = [new(wrapped.Identity.Id, wrapped.KeyMaterialId)] };
                changes.Create(KmsKey.Records, KmsKey.RecordKeyOf(key.Account, key.Region, key.KeyId), key);
                changes.Create(BackingKey.Records, BackingKey.RecordKeyOf(key, wrapped.Identity.Id), BackingKey.From(wrapped));
                changes.Create(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key), KeyPolicy.DefaultFor(key.Account));
            }
            Assert.True((await installation.Records.CommitAsync(changes)).Committed);
        }
    }
}
