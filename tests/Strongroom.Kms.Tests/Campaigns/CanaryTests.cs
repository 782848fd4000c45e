using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Kms.Tests.Import;
using Strongroom.Storage;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Campaigns;

/// <summary>Looks for key material everywhere that it must not be: files, logs, audit, a core dump. A scan counts only if it finds what is there.</summary>
[Trait("Needs", "tools")]
public sealed class CanaryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_byte_of_a_key_is_in_any_file_log_or_core_dump()
    {
        var folder = Directory.CreateTempSubdirectory("strongroom-canary-").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            var control = "control-" + Guid.NewGuid().ToString("n");
            string core, log;
            List<(string Name, byte[] Bytes)> imported;
            await using (var server = await ServerProcess.StartAsync(data, "--profile", "dev"))
            {
                using var kms = server.Kms();
                for (var i = 0; i < 20; i++)
                {
                    var key = (await kms.CreateKeyAsync(new CreateKeyRequest { Description = control })).KeyMetadata;
                    var blob = (await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[32]), EncryptionContext = new() { ["c"] = control } })).CiphertextBlob;
                    await kms.DecryptAsync(new() { CiphertextBlob = blob, EncryptionContext = new() { ["c"] = control } });
                    await kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId });
                    await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[32]) });
                }
                imported = await ImportAsync(kms);

                // Something for the log, too: a body that authenticates but is refused.
                await Assert.ThrowsAnyAsync<Exception>(() => kms.DescribeKeyAsync(control));
                await Shell.RunAsync($"gcore -o core {server.Id}", folder);
                core = Directory.GetFiles(folder, "core.*").Single();
                log = server.Errors;
            }

            // Key pairs are handles of the cryptographic library while they are used: kept out of files and logs, not out of its memory.
            var all = await KeysOfAsync(data);
            var pairs = all.Where(static key => key.Bytes.Length > LongestSecret).ToList();
            var secrets = all.Where(static key => key.Bytes.Length <= LongestSecret).Concat(imported).ToList();
            Assert.True(secrets.Count >= 40, $"Only {secrets.Count} backing keys were found.");
            Assert.Equal(2, pairs.Count);
            foreach (var (name, bytes) in imported.Where(static key => key.Name.StartsWith("kept", StringComparison.Ordinal)))
                Assert.True(all.Any(key => key.Bytes.AsSpan().SequenceEqual(bytes)), $"{name} was not found among the stored keys.");
            var needles = secrets.SelectMany(static secret => Forms(secret.Bytes).Select(form => (secret.Name, form.Kind, form.Bytes))).ToList();

            // Positive controls: the scan finds a planted key in a file, and ordinary text in the records' journal and in the core dump.
            var planted = Path.Combine(data, "store", "planted");
            await File.WriteAllBytesAsync(planted, [1, 2, 3, .. secrets[0].Bytes, 4]);
            Assert.NotEmpty(Scan(planted, needles));
            File.Delete(planted);
            Assert.NotEmpty(Scan(core, [("control", "utf-8", Encoding.UTF8.GetBytes(control))]));
            Assert.Contains(Directory.GetFiles(Path.Combine(data, "store", "audit"), "*.jsonl"), path => Scan(path, [("control", "utf-8", Encoding.UTF8.GetBytes(control))]).Count > 0);
            await File.WriteAllTextAsync(Path.Combine(folder, "log"), log + Convert.ToHexString(secrets[0].Bytes));
            Assert.NotEmpty(Scan(Path.Combine(folder, "log"), needles));
            await File.WriteAllTextAsync(Path.Combine(folder, "log"), log);

            var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories)
                .Where(path => !path.StartsWith(Path.Combine(data, "seal"), StringComparison.Ordinal) && !path.EndsWith(".sock", StringComparison.Ordinal)).Append(core).Append(Path.Combine(folder, "log")).ToList();
            var found = files.SelectMany(path => Scan(path, needles).Select(hit => $"{Path.GetFileName(path)}: {hit}")).ToList();
            var pairNeedles = pairs.SelectMany(static pair => Forms(pair.Bytes).Select(form => (pair.Name, form.Kind, form.Bytes))).ToList();
            found.AddRange(files.Where(path => path != core).SelectMany(path => Scan(path, pairNeedles).Select(hit => $"{Path.GetFileName(path)}: {hit}")));
            output.WriteLine($"{secrets.Count} keys in {needles.Count} forms against {files.Count} files of {files.Sum(static path => new FileInfo(path).Length) >> 20} MiB: {found.Count} hits");
            Assert.Empty(found);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const int LongestSecret = 64;

    /// <summary>Material of the owner's own, in through every kind of wrapping: kept and used, deleted again, refused. And what it travelled under.</summary>
    private static async Task<List<(string Name, byte[] Bytes)>> ImportAsync(AmazonKeyManagementServiceClient kms)
    {
        var secrets = new List<(string, byte[])>();
        foreach (var (spec, usage, algorithm) in ((string, string, string)[])
            [
                ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "RSAES_OAEP_SHA_256"), ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "RSA_AES_KEY_WRAP_SHA_256"),
                ("HMAC_512", "GENERATE_VERIFY_MAC", "RSA_AES_KEY_WRAP_SHA_1"), ("HMAC_256", "GENERATE_VERIFY_MAC", "RSAES_OAEP_SHA_1"),
                ("RSA_2048", "SIGN_VERIFY", "RSA_AES_KEY_WRAP_SHA_256"), ("ECC_NIST_P256", "SIGN_VERIFY", "RSAES_OAEP_SHA_256"),
            ])
        {
            var key = (await kms.CreateKeyAsync(new CreateKeyRequest { Origin = "EXTERNAL", KeySpec = spec, KeyUsage = usage })).KeyMetadata;
            var (material, transportKey) = (Importer.NewMaterial(spec), RandomNumberGenerator.GetBytes(32));
            await kms.ImportAsync(key.KeyId, material, algorithm, transportKey: transportKey);
            if (algorithm.StartsWith("RSA_AES", StringComparison.Ordinal)) secrets.Add(($"transport key of {spec}", transportKey));
            if (material.Length <= LongestSecret) secrets.Add(($"kept {spec}", material));
            if (spec != "SYMMETRIC_DEFAULT") continue;

            await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[32]) });
            var (next, refused) = (Importer.NewMaterial(spec), RandomNumberGenerator.GetBytes(33));
            await kms.ImportAsync(key.KeyId, next, algorithm, change: static request => request.ImportType = "NEW_KEY_MATERIAL");
            await kms.RotateKeyOnDemandAsync(new() { KeyId = key.KeyId });
            await kms.EncryptAsync(new() { KeyId = key.KeyId, Plaintext = new(new byte[32]) });
            await kms.DeleteImportedKeyMaterialAsync(new() { KeyId = key.KeyId });
            await Assert.ThrowsAsync<IncorrectKeyMaterialException>(() => kms.ImportAsync(key.KeyId, refused, algorithm));
            secrets.AddRange([($"deleted {spec}", next), ($"refused {spec}", refused)]);
        }
        return secrets;
    }

    /// <summary>The keys in the clear, as only someone with the whole keyring can have them.</summary>
    private static async Task<List<(string Name, byte[] Bytes)>> KeysOfAsync(string data)
    {
        var found = new List<(string, byte[])>();
        using var keyring = Keyring.OpenOrCreate(Path.Combine(data, "seal"), TimeProvider.System);
        await using var store = SqliteRecordStore.Open(Path.Combine(data, "store"));
        var records = new Records(store, keyring.Purpose(Purposes.Records));
        var all = BackingKey.Records.Key();
        foreach (var stored in await records.RangeAsync(BackingKey.Records, all, all.EndOfChildren, 1000))
        {
            using var material = BackingKeyToken.Unwrap(keyring, stored.Value.ToWrapped());
            using var lease = material.Borrow();
            found.Add((stored.Key.ToString(), lease.Bytes.ToArray()));
        }
        found.Add(("domain key", Copy(keyring.CurrentDomainKey.Material)));
        found.Add(("records key", Copy(keyring.Purpose(Purposes.Records).Find(1)!)));
        return found;
    }

    private static byte[] Copy(KeyMaterial material)
    {
        using var lease = material.Borrow();
        return lease.Bytes.ToArray();
    }

    private static IEnumerable<(string Kind, byte[] Bytes)> Forms(byte[] secret)
    {
        yield return ("raw", secret);
        yield return ("first half", secret[..(secret.Length / 2)]);
        yield return ("second half", secret[(secret.Length / 2)..]);
        yield return ("reversed", [.. Enumerable.Reverse(secret)]);
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
        yield return ("HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(secret)));
        yield return ("UTF-16 hex", Encoding.Unicode.GetBytes(Convert.ToHexStringLower(secret)));
        for (var phase = 0; phase < 3; phase++)
        {
            // Base64 of the secret at each offset within three bytes, without the characters that its neighbours share.
            var text = Convert.ToBase64String([.. new byte[phase], .. secret]);
            var core = text[(phase == 0 ? 0 : phase + 1)..].TrimEnd('=')[..^1];
            yield return ($"base64 {phase}", Encoding.ASCII.GetBytes(core));
            yield return ($"UTF-16 base64 {phase}", Encoding.Unicode.GetBytes(core));
        }
    }

    /// <summary>All needles in one pass: candidates by their first four bytes, then compared whole.</summary>
    private static List<string> Scan(string path, IReadOnlyList<(string Name, string Kind, byte[] Bytes)> needles)
    {
        var byPrefix = needles.ToLookup(static needle => BitConverter.ToUInt32(needle.Bytes));
        var prefixes = byPrefix.Select(static group => group.Key).ToHashSet();
        var filter = new System.Collections.BitArray(1 << 24);
        foreach (var prefix in prefixes) filter[(int)(prefix & 0xFFFFFF)] = true;
        var longest = needles.Max(static needle => needle.Bytes.Length);
        var hits = new List<string>();

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[8 << 20];
        var kept = 0;
        while (true)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false);
            if (read == 0) break;
            var length = kept + read;
            for (var at = 0; at + 4 <= length; at++)
            {
                var prefix = BitConverter.ToUInt32(buffer, at);
                if (!filter[(int)(prefix & 0xFFFFFF)] || !prefixes.Contains(prefix)) continue;
                foreach (var needle in byPrefix[prefix])
                    if (at + needle.Bytes.Length <= length && buffer.AsSpan(at, needle.Bytes.Length).SequenceEqual(needle.Bytes))
                        hits.Add($"{needle.Name} ({needle.Kind})");
            }
            kept = Math.Min(longest, length);
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }
        return [.. hits.Distinct()];
    }
}
