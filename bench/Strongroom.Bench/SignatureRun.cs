using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Strongroom.Bench.Load;
using Strongroom.Cryptography;

namespace Strongroom.Bench;

/// <summary>Sign over 64 connections beside the bare primitive on as many threads as there are processors, in turns.</summary>
/// <param name="program">The build of strongroom.</param>
/// <param name="data">Where its data goes.</param>
/// <param name="slice">Length of each measurement.</param>
/// <param name="rounds">How many turns; what is printed are medians, so that what else the machine does counts little.</param>
internal sealed class SignatureRun(string program, string data, TimeSpan slice, int rounds)
{
    private const int Connections = 64;
    private const int Requests = 2_000;
    private const string Target = "TrentService.Sign";

    private static readonly (string Spec, string Algorithm)[] Keys = [("ECC_NIST_P256", "ECDSA_SHA_256"), ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256")];

    public async Task ExecuteAsync()
    {
        Report.Machine(DiskProbe.Measure(data));
        var port = Run.FreePort();
        await using var server = await ServerProcess.StartAsync("strongroom", port, "/health", program,
            "serve", "--data", Path.Combine(data, "strongroom"), "--urls", $"http://127.0.0.1:{port}", "--profile", "dev");
        foreach (var key in Keys)
        {
            var pool = PoolFor(server, key.Spec, key.Algorithm);
            await new Measurement().AddPeakAsync(server, pool, Connections, slice);
            var kind = KeyKinds.Find(key.Spec)!.Value;
            using var material = PrivateKey.Generate(kind);
            using var pair = Open(kind, material);
            var served = new List<(double PerSecond, double Cpu, double P99)>();
            var bare = new List<(double PerSecond, double Cpu)>();
            for (var round = 0; round < rounds; round++)
            {
                bare.Add(Primitive(pair, SigningAlgorithm.Find(key.Algorithm)!));
                var peak = new Measurement();
                await peak.AddPeakAsync(server, pool, Connections, slice);
                served.Add((peak.PerSecond, peak.ProcessorMicroseconds, peak.P99));
            }

            var (rate, cpu) = (Median(bare.Select(static one => one.PerSecond)), Median(bare.Select(static one => one.Cpu)));
            var (servedRate, servedCpu) = (Median(served.Select(static one => one.PerSecond)), Median(served.Select(static one => one.Cpu)));
            Report.Note(string.Create(CultureInfo.InvariantCulture,
                $"Sign {key.Spec}, {Connections} connections, medians of {rounds}: {servedRate:f0}/s, p99 {Median(served.Select(static one => one.P99)):f1} ms, CPU {servedCpu:f0} us; "
                + $"primitive on {Environment.ProcessorCount} threads: {rate:f0}/s, CPU {cpu:f0} us; {servedRate / rate:p0} of its rate, {cpu / servedCpu:p0} of the CPU is the primitive"));
        }
    }

    private static byte[][] PoolFor(ServerProcess server, string spec, string algorithm)
    {
        var signer = new Signer("test", "test", "us-east-1", $"127.0.0.1:{server.Port}", TimeProvider.System.GetUtcNow());
        var key = "";
        using (var one = new LoadGenerator(server.Address, 1))
        {
            one.RunClosed([signer.Request("TrentService.CreateKey", $$"""{"KeySpec":"{{spec}}","KeyUsage":"SIGN_VERIFY"}""")], TimeSpan.FromMinutes(1), (_, body) =>
            {
                using var json = JsonDocument.Parse(body);
                key = json.RootElement.GetProperty("KeyMetadata").GetProperty("KeyId").GetString()!;
            });
        }

        return [.. Enumerable.Range(0, Requests).Select(i => signer.Request(Target,
            $$"""{"KeyId":"{{key}}","Message":"{{Convert.ToBase64String(MessageOf(i))}}","MessageType":"RAW","SigningAlgorithm":"{{algorithm}}"}"""))];
    }

    private (double PerSecond, double Cpu) Primitive(PrivateKey pair, SigningAlgorithm algorithm)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var made = new long[Environment.ProcessorCount];
        var threads = made.Select((_, index) => new Thread(() =>
        {
            while (watch.Elapsed < slice)
            {
                pair.Sign(algorithm, MessageOf((int)made[index]), isDigest: false);
                made[index]++;
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return (made.Sum() / seconds, (process.TotalProcessorTime - before).TotalMicroseconds / made.Sum());
    }

    private static PrivateKey Open(KeyKind kind, KeyMaterial material)
    {
        using var lease = material.Borrow();
        return PrivateKey.Open(kind, lease.Bytes);
    }

    /// <summary>64 bytes, other ones each time.</summary>
    private static byte[] MessageOf(int number) => Encoding.ASCII.GetBytes(number.ToString("d64", CultureInfo.InvariantCulture));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
