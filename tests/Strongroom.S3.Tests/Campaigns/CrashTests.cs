using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Strongroom.Storage;
using Strongroom.Testing;

namespace Strongroom.S3.Tests.Campaigns;

/// <summary>Kills the server under 32 uploads, again and again: no acknowledged object is lost, none is half there, and no bytes are left over.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Writers = 32;
    private const string Bucket = "crash";

    private static readonly int[] Lengths = [0, 4096, 4096, 20_000, 300_000, 1_500_000];

    [Fact]
    public async Task No_acknowledged_object_is_lost_none_is_half_there_and_nothing_is_left_over()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_KILLS") ?? "12", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("strongroom-crash-").FullName;
        var ledger = new Ledger();
        var started = Stopwatch.StartNew();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await using var server = await ServerProcess.StartAsync(folder, "--profile", "dev");
                using var s3 = ClientOf(server);
                if (kill == 0) await s3.PutBucketAsync(Bucket);
                await ledger.VerifyAsync(s3, everything: false);
                using var stop = new CancellationTokenSource();
                var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(s3, writer, ledger, stop.Token)).ToArray();
                await ledger.ReachedAsync(ledger.Acknowledged + random.Next(15, 60));
                await server.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(writers);
            }

            await using (var last = await ServerProcess.StartAsync(folder, "--profile", "dev"))
            {
                using var s3 = ClientOf(last);
                await ledger.VerifyAsync(s3, everything: true);
            }

            await DemandNothingLeftOverAsync(folder);
            output.WriteLine($"{kills} kills in {started.Elapsed.TotalSeconds:0} s: {ledger.Acknowledged} acknowledged uploads and deletions of"
                + $" {ledger.Objects} objects, {ledger.Checked} checks, 0 lost, 0 half there, 0 blobs left over");
            Assert.True(ledger.Acknowledged > kills * 10, "The writers got too little done for the kills to mean anything.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AmazonS3Client ClientOf(ServerProcess server) => new(new BasicAWSCredentials("test", "test"), new AmazonS3Config
    {
        ServiceURL = server.Endpoint,
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
        Timeout = TimeSpan.FromSeconds(30),
    });

    private static async Task WriteAsync(AmazonS3Client s3, int writer, Ledger ledger, CancellationToken stop)
    {
        try
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                // Each writer has keys of its own, and writes some of them again and again.
                var entry = ledger.Of($"{writer}/{(round % 3 == 0 ? "again" : Guid.NewGuid().ToString("n"))}");
                var content = new Content(Random.Shared.Next(), Lengths[Random.Shared.Next(Lengths.Length)]);
                entry.Begin(content);
                await s3.PutObjectAsync(new() { BucketName = Bucket, Key = entry.Key, InputStream = new MemoryStream(content.Bytes()) }, stop);
                ledger.Acknowledge(entry);
                if (round % 7 != 3) continue;
                entry.Begin(null);
                await s3.DeleteObjectAsync(Bucket, entry.Key, stop);
                ledger.Acknowledge(entry);
            }
        }
        catch (Exception cut) when (cut is AmazonS3Exception or HttpRequestException or OperationCanceledException or IOException
            or System.Net.Sockets.SocketException or AmazonClientException)
        {
            // The server was killed: what was under way is neither acknowledged nor lost. A refusal by a living server is a failure of the test.
            if (cut is AmazonS3Exception { StatusCode: not 0, ErrorCode: not null } refused && (int)refused.StatusCode < 600)
                ledger.Fail($"{refused.ErrorCode}: {refused.Message}");
        }
    }

    // What lies on the disk once everything due was done is exactly what records name.
    private static async Task DemandNothingLeftOverAsync(string folder)
    {
        await using var installation = await Installation.OpenAsync(new() { Data = folder, Profile = "dev" }, TimeProvider.System, default);
        await using var store = FileBlobStore.Open(Path.Combine(folder, "store", "blobs"));
        var blobs = new Blobs(store, installation.Records, new Tomorrow());
        await new BlobUpkeep(blobs).RunAsync(default);
        var there = store.List(0, store.Epoch).Select(static blob => blob.Id).Order(Comparer<BlobId>.Create(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString())));
        var kept = await installation.Records.RangeAsync(blobs.Index, blobs.Index.Key(), blobs.Index.Key().EndOfChildren, int.MaxValue);
        Assert.Equal(kept.Select(static record => Blobs.IdOf(record.Key)), there);
        Assert.Empty(Directory.GetFiles(folder, ".new-*", SearchOption.AllDirectories));
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(2);
    }

    /// <summary>Bytes that follow from a seed, so that a mixture of two objects is neither.</summary>
    private sealed record Content(int Seed, int Length)
    {
        public byte[] Bytes()
        {
            var bytes = new byte[Length];
            new Random(Seed).NextBytes(bytes);
            return bytes;
        }
    }

    /// <summary>What the server acknowledged of one key, and what was under way. Null: deleted.</summary>
    private sealed class Entry(string key)
    {
        private bool under;
        private Content? pending;

        public string Key => key;

        public Content? Done { get; private set; }

        public void Begin(Content? next) => (under, pending) = (true, next);

        public void End() => (under, Done) = (false, pending);

        /// <summary>True for the acknowledged state, and for the one that was under way when the server was killed.</summary>
        public bool Settle(byte[]? found)
        {
            if (Fits(Done, found))
            {
                under = false;
                return true;
            }

            if (!under || !Fits(pending, found)) return false;
            End();
            return true;
        }

        private static bool Fits(Content? content, byte[]? found) =>
            content is null || found is null ? content is null && found is null : content.Bytes().AsSpan().SequenceEqual(found);
    }

    private sealed class Ledger
    {
        private readonly ConcurrentDictionary<string, Entry> entries = new();
        private readonly ConcurrentDictionary<string, bool> due = new();
        private readonly ConcurrentQueue<string> failures = new();
        private int acknowledged;

        public int Acknowledged => acknowledged;

        public int Objects => entries.Count;

        public int Checked { get; private set; }

        public Entry Of(string key)
        {
            due[key] = true;
            return entries.GetOrAdd(key, static key => new(key));
        }

        public void Acknowledge(Entry entry)
        {
            entry.End();
            Interlocked.Increment(ref acknowledged);
        }

        public void Fail(string what) => failures.Enqueue(what);

        /// <summary>Waits for so many acknowledgements, however slow the machine is; not for ever.</summary>
        public async Task ReachedAsync(int count)
        {
            for (var patience = 0; acknowledged < count && patience < 3000; patience++) await Task.Delay(10);
        }

        public async Task VerifyAsync(AmazonS3Client s3, bool everything)
        {
            Assert.Empty(failures);
            var keys = everything ? [.. entries.Keys] : due.Keys.ToList();
            due.Clear();
            await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (key, _) =>
                Assert.True(entries[key].Settle(await FindAsync(s3, key)), $"{key} is not what was acknowledged, nor what was under way."));
            Checked += keys.Count;
        }

        private static async Task<byte[]?> FindAsync(AmazonS3Client s3, string key)
        {
            try
            {
                using var answer = await s3.GetObjectAsync(Bucket, key);
                using var bytes = new MemoryStream();
                await answer.ResponseStream.CopyToAsync(bytes);
                Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(bytes.ToArray()))}\"", answer.ETag);
                return bytes.ToArray();
            }
            catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
            {
                return null;
            }
        }
    }
}
