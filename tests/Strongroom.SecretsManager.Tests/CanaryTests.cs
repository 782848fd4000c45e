using System.Text;
using System.Text.Json.Nodes;
using Strongroom.Cryptography;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests;

/// <summary>Looks for the plaintext of secrets everywhere that it must not be: files, logs, audit, a core dump. A scan counts only if it finds what is there.</summary>
[Trait("Needs", "tools")]
public sealed class CanaryTests(ITestOutputHelper output)
{
    private const int Secrets = 20;

    [Fact]
    public async Task No_secret_is_in_any_file_log_or_record_nor_in_a_core_dump_once_the_web_servers_buffers_were_used_again()
    {
        var folder = Directory.CreateTempSubdirectory("strongroom-canary-").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            var control = "control-" + Guid.NewGuid().ToString("n");
            var canaries = Enumerable.Range(0, Secrets).Select(static _ => Canary()).ToList();
            string core;
            await using (var server = await ServerProcess.StartAsync(data, "--profile", "dev"))
            {
                var client = new JsonClient(server.Endpoint, "secretsmanager", new PlainSigner(service: "secretsmanager"));
                for (var i = 0; i < Secrets; i++) await UseAsync(client, $"s{i}", canaries[i], control);

                // Requests and answers of the same kind, so that the web server's own buffers, which no promise covers, hold something else.
                for (var i = 0; i < 4 * Secrets; i++) await UseAsync(client, $"other{i}", new string('z', 60_000), control);
                await Shell.RunAsync($"gcore -o core {server.Id}", folder);
                core = Directory.GetFiles(folder, "core.*").Single();
                await File.WriteAllTextAsync(Path.Combine(folder, "log"), server.Errors, TestContext.Current.CancellationToken);
            }

            // Positive controls: the scan finds what was planted, and ordinary text in the records' journal and in the core dump.
            var planted = Path.Combine(folder, "planted");
            await File.WriteAllTextAsync(planted, "x" + Convert.ToBase64String(Encoding.UTF8.GetBytes(canaries[0])), TestContext.Current.CancellationToken);
            Assert.NotEmpty(Scan(planted, canaries));
            File.Delete(planted);
            Assert.NotEmpty(Scan(core, [control]));
            Assert.Contains(Directory.GetFiles(Path.Combine(data, "store", "audit"), "*.jsonl"), path => Scan(path, [control]).Count > 0);

            var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(static path => !path.EndsWith(".sock", StringComparison.Ordinal)).ToList();
            var found = files.SelectMany(path => Scan(path, canaries).Select(hit => $"{Path.GetFileName(path)}: {hit}")).ToList();
            output.WriteLine($"{canaries.Count} secrets against {files.Count} files of {files.Sum(static path => new FileInfo(path).Length) >> 20} MiB: {found.Count} hits");
            Assert.Empty(found);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UseAsync(JsonClient client, string name, string value, string control)
    {
        await client.CallAsync("CreateSecret", new() { ["Name"] = name, ["ClientRequestToken"] = Token(), ["SecretString"] = value, ["Description"] = control });
        await client.CallAsync("GetSecretValue", new() { ["SecretId"] = name });
        await client.CallAsync("PutSecretValue", new() { ["SecretId"] = name, ["ClientRequestToken"] = Token(), ["SecretString"] = value });
        await client.CallAsync("BatchGetSecretValue", new() { ["SecretIdList"] = new JsonArray(name, "none") });
        await Assert.ThrowsAsync<JsonRefusalException>(() => client.CallAsync("CreateSecret", new() { ["Name"] = name, ["ClientRequestToken"] = Token(), ["SecretString"] = value }));
        await Assert.ThrowsAsync<JsonRefusalException>(() => client.CallAsync("PutSecretValue", new() { ["SecretId"] = "in valid", ["ClientRequestToken"] = "short", ["SecretString"] = value }));
    }

    private static List<string> Scan(string path, IReadOnlyList<string> canaries)
    {
        var needles = canaries.SelectMany(static (canary, i) => Forms(canary).Select(form => (Name: $"secret {i} as {form.Kind}", form.Bytes))).ToList();
        var longest = needles.Max(static needle => needle.Bytes.Length);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (buffer, kept, hits) = (new byte[16 << 20], 0, new HashSet<string>());
        while (file.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false) is > 0 and var read)
        {
            var filled = buffer.AsSpan(0, kept + read);
            foreach (var (name, bytes) in needles)
                if (filled.IndexOf(bytes) >= 0) hits.Add(name);
            kept = Math.Min(longest, filled.Length);
            filled[^kept..].CopyTo(buffer);
        }

        return [.. hits];
    }

    private static IEnumerable<(string Kind, byte[] Bytes)> Forms(string canary)
    {
        yield return ("text", Encoding.UTF8.GetBytes(canary));
        yield return ("UTF-16", Encoding.Unicode.GetBytes(canary));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(canary))));
        yield return ("base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(canary))[..40]));
    }

    private static string Canary()
    {
        var bytes = new byte[24];
        RandomBytes.Fill(bytes);
        return Convert.ToBase64String(bytes).Replace('+', 'p').Replace('/', 's');
    }

    private static string Token() => Guid.NewGuid().ToString("d");
}
