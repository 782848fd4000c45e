using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Campaigns;

/// <summary>Kills the server under 32 writers, again and again, and holds it to every answer that it gave.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Writers = 32;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_acknowledged_is_unrecorded()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("STRONGROOM_KILLS") ?? "50", CultureInfo.InvariantCulture);
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
                await ledger.VerifyAsync(server, folder);
                using var stop = new CancellationTokenSource();
                var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(server, ledger, stop.Token)).ToArray();

                // On a busy machine a cold server takes seconds for its first answer; a blow before that would prove nothing.
                var before = ledger.Acknowledged;
                for (var wait = 0; ledger.Acknowledged == before && wait < 200; wait++) await Task.Delay(50);
                await Task.Delay(random.Next(0, 450));
                await server.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(writers);
            }
            await using var last = await ServerProcess.StartAsync(folder, "--profile", "dev");
            await ledger.VerifyAsync(last, folder);
            output.WriteLine($"{kills} kills in {started.Elapsed.TotalSeconds:0} s: {ledger.Acknowledged} acknowledged calls, {ledger.Keys} keys,"
                + $" {ledger.Checked} checks, 0 lost, 0 without a record");
            Assert.True(ledger.Acknowledged > kills * 10, "The writers got too little done for the kills to mean anything.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(ServerProcess server, Ledger ledger, CancellationToken stop)
    {
        using var kms = server.Kms();
        try
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                var created = await kms.CreateKeyAsync(new(), stop);
                var key = ledger.Created(created);
                var encrypted = await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new([7, 7, 7]) }, stop);
                ledger.Encrypted(key, encrypted);
                var alias = $"alias/{key.KeyId}";
                ledger.Aliased(key, alias, await kms.CreateAliasAsync(alias, key.KeyId, stop));
                ledger.Rotated(key, await kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId }, stop));
                if (round % 3 != 0) continue;
                key.DisableTried = true;
                ledger.Disabled(key, await kms.DisableKeyAsync(key.KeyId, stop));
            }
        }
        catch (Exception cut) when (cut is AmazonKeyManagementServiceException or HttpRequestException or OperationCanceledException or IOException
            or System.Net.Sockets.SocketException or Amazon.Runtime.AmazonClientException)
        {
            // The server was killed: what was under way is neither acknowledged nor lost. A refusal by a living server is a failure of the test.
            if (cut is AmazonKeyManagementServiceException { StatusCode: not 0 } refused && (int)refused.StatusCode < 600 && refused.ErrorCode is not null)
                ledger.Fail($"{refused.ErrorCode}: {refused.Message}");
        }
    }

    /// <summary>What the server acknowledged, kept outside it.</summary>
    private sealed class Ledger
    {
        private readonly ConcurrentDictionary<string, Entry> entries = new();
        private readonly ConcurrentDictionary<string, string> unverified = new();
        private readonly ConcurrentQueue<string> failures = new();
        private readonly HashSet<string> recorded = [];
        private readonly Dictionary<string, long> read = [];
        private int acknowledged;

        public int Acknowledged => acknowledged;

        public int Keys => entries.Count;

        public int Checked { get; private set; }

        public Entry Created(CreateKeyResponse answer)
        {
            var entry = new Entry(answer.KeyMetadata.KeyId);
            entries[entry.KeyId] = entry;
            Acknowledge(answer, entry.KeyId);
            return entry;
        }

        public void Encrypted(Entry entry, EncryptResponse answer)
        {
            entry.Blob = answer.CiphertextBlob.ToArray();
            Acknowledge(answer, entry.KeyId);
        }

        public void Aliased(Entry entry, string alias, CreateAliasResponse answer)
        {
            entry.Alias = alias;
            Acknowledge(answer, entry.KeyId);
        }

        public void Rotated(Entry entry, RotateKeyOnDemandResponse answer)
        {
            entry.Rotations++;
            Acknowledge(answer, entry.KeyId);
        }

        public void Disabled(Entry entry, DisableKeyResponse answer)
        {
            entry.Disabled = true;
            Acknowledge(answer, entry.KeyId);
        }

        public void Fail(string what) => failures.Enqueue(what);

        /// <summary>Checks everything acknowledged since the last time, and a sample of what is older.</summary>
        public async Task VerifyAsync(ServerProcess server, string folder)
        {
            Assert.Empty(failures);
            ReadRecords(folder);
            Assert.All(unverified, call => Assert.True(recorded.Contains(call.Key), $"The acknowledged call {call.Key} on {call.Value} has no record."));

            using var kms = server.Kms();
            var due = unverified.Values.Distinct().Concat(entries.Keys.Take(20)).Distinct().ToList();
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await CheckAsync(kms, entries[id]));
            Checked += due.Count;
            unverified.Clear();
        }

        private static async Task CheckAsync(AmazonKeyManagementServiceClient kms, Entry entry)
        {
            var key = (await kms.DescribeKeyAsync(entry.KeyId)).KeyMetadata;
            // What was under way when the server was killed may have been done or not; what was acknowledged is done.
            if (entry.Disabled) Assert.Equal("Disabled", key.KeyState.Value);
            if (!entry.DisableTried) Assert.Equal("Enabled", key.KeyState.Value);
            if (key.KeyState == KeyState.Disabled.ToString()) await kms.EnableKeyAsync(entry.KeyId);
            entry.Disabled = false;
            if (entry.Blob is { } blob) Assert.Equal([7, 7, 7], (await kms.DecryptAsync(new() { CiphertextBlob = new(blob) })).Plaintext.ToArray());
            if (entry.Alias is { } alias) Assert.Equal(entry.KeyId, (await kms.DescribeKeyAsync(alias)).KeyMetadata.KeyId);
            var rotations = await kms.ListKeyRotationsAsync(new() { KeyId = entry.KeyId });
            Assert.InRange(rotations.Rotations?.Count ?? 0, entry.Rotations, entry.Rotations + 1);
        }

        // Only what was written since the last look: the journal grows, the work does not.
        private void ReadRecords(string folder)
        {
            foreach (var path in Directory.GetFiles(Path.Combine(folder, "store", "audit"), "*.jsonl").Order(StringComparer.Ordinal))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                file.Position = read.GetValueOrDefault(path);
                using var reader = new StreamReader(file);
                var text = reader.ReadToEnd();
                var whole = text.LastIndexOf('\n') + 1;
                foreach (var line in text[..whole].Split('\n'))
                {
                    const string Member = "\"requestID\":\"";
                    var at = line.IndexOf(Member, StringComparison.Ordinal);
                    if (at >= 0) recorded.Add(line.Substring(at + Member.Length, 36));
                }
                read[path] = read.GetValueOrDefault(path) + System.Text.Encoding.UTF8.GetByteCount(text[..whole]);
            }
        }

        private void Acknowledge(Amazon.Runtime.AmazonWebServiceResponse answer, string keyId)
        {
            Interlocked.Increment(ref acknowledged);
            unverified[answer.ResponseMetadata.RequestId] = keyId;
        }
    }

    private sealed class Entry(string keyId)
    {
        public string KeyId => keyId;
        public byte[]? Blob { get; set; }
        public string? Alias { get; set; }
        public int Rotations { get; set; }
        public bool DisableTried { get; set; }
        public bool Disabled { get; set; }
    }
}
