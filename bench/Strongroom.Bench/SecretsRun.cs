using System.Diagnostics;
using System.Text.Json;
using Strongroom.Bench.Load;

namespace Strongroom.Bench;

/// <summary>Measures Secrets Manager with a given number of secrets: how fast values are retrieved, and how long a page of the list takes.</summary>
internal sealed class SecretsRun(string program, string data, TimeSpan slice, int count)
{
    private const int Many = 64, Makers = 8, Distinct = 10_000, Pages = 20, Rounds = 2;

    public async Task ExecuteAsync()
    {
        Report.Machine(DiskProbe.Measure(data));
        var port = Run.FreePort();
        await using var strongroom = await ServerProcess.StartAsync("strongroom", port, "/health", program,
            "serve", "--data", Path.Combine(data, "strongroom"), "--urls", $"http://127.0.0.1:{port}", "--profile", "dev");
        Signer Sign() => new("test", "test", "us-east-1", $"127.0.0.1:{port}", TimeProvider.System.GetUtcNow(), "secretsmanager");

        var made = Stopwatch.StartNew();
        for (var from = 0; from < count; from += Distinct) Create(strongroom, Sign(), from, Math.Min(count, from + Distinct));
        Report.Note($"{count} secrets were made in {made.Elapsed.TotalSeconds:f0} s: {count / made.Elapsed.TotalSeconds:f0} a second");

        var signer = Sign();
        byte[][] pool = [.. Enumerable.Range(0, Distinct).Select(i => signer.Request(Operations.GetSecretValue.Target, $$"""{"SecretId":"bench/secret-{{(long)i * 7919 % count}}"}"""))];
        var size = 0;
        using (var one = new LoadGenerator(strongroom.Address, 1)) one.RunClosed([pool[0]], TimeSpan.FromMinutes(1), (_, body) => size = body.Length);
        var barePort = Run.FreePort();
        await using var bare = await ServerProcess.StartAsync("bare Kestrel", barePort, "/health", typeof(SecretsRun).Assembly.Location,
            ["bare", $"http://127.0.0.1:{barePort}", .. Enumerable.Repeat($"{size}", Operations.All.Count + 1)]);

        ServerProcess[] servers = [strongroom, bare];
        foreach (var server in servers) await new Measurement().AddPeakAsync(server, pool, Many, slice);
        Report.Begin(Operations.GetSecretValue);
        foreach (var connections in new[] { 1, Many })
        {
            var peaks = servers.Select(_ => new Measurement()).ToArray();
            for (var round = 0; round < Rounds; round++)
                for (var i = 0; i < servers.Length; i++) await peaks[i].AddPeakAsync(servers[i], pool, connections, slice);
            for (var i = 0; i < servers.Length; i++) Report.Row(servers[i].Name, connections, "peak", peaks[i], peaks[^1]);
        }

        foreach (var query in new[] { "", "\"SortBy\":\"name\",", "\"Filters\":[{\"Key\":\"name\",\"Values\":[\"bench/secret-77\"]}],", "\"Filters\":[{\"Key\":\"tag-value\",\"Values\":[\"rare-0\"]}]," })
            List(strongroom, Sign(), query);
    }

    private static void Create(ServerProcess server, Signer signer, int from, int to)
    {
        byte[][] requests = [.. Enumerable.Range(from, to - from).Select(i => signer.Request("secretsmanager.CreateSecret",
            $$"""{"Name":"bench/secret-{{i}}","ClientRequestToken":"{{Guid.NewGuid()}}","SecretString":"{\"username\":\"app\",\"password\":\"a-password-{{i}}\"}","Tags":[{"Key":"number","Value":"{{(i % 1000 == 0 ? $"rare-{i}" : "often")}}"}]}"""))];
        // More at a time fill the audit outbox faster than it drains, and are refused for a while.
        using var many = new LoadGenerator(server.Address, Makers);
        many.RunClosed(requests, TimeSpan.FromMinutes(30), (_, _) => { });
    }

    private static void List(ServerProcess server, Signer signer, string query)
    {
        using var one = new LoadGenerator(server.Address, 1);
        var token = "";
        var (watch, pages, shown) = (Stopwatch.StartNew(), 0, 0);
        do
        {
            one.RunClosed([signer.Request("secretsmanager.ListSecrets", $"{{{query}\"MaxResults\":100{token}}}")], TimeSpan.FromMinutes(1), (_, body) =>
            {
                using var json = JsonDocument.Parse(body);
                shown += json.RootElement.GetProperty("SecretList").GetArrayLength();
                token = json.RootElement.TryGetProperty("NextToken", out var next) ? $",\"NextToken\":\"{next.GetString()}\"" : "";
            });
            pages++;
        }
        while (token.Length > 0 && pages < Pages);
        Report.Note($"ListSecrets {{{query.TrimEnd(',')}}}: {pages} pages with {shown} secrets, {watch.Elapsed.TotalMilliseconds / pages:f1} ms a page");
    }
}
