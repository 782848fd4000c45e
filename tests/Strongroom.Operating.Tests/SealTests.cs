using System.Net;
using Amazon.KeyManagementService;
using Strongroom.Testing;

namespace Strongroom.Operating.Tests;

/// <summary>The seal through the program itself: what operators type, and what callers see meanwhile.</summary>
[Trait("Needs", "tools")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SealTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-seal-").FullName;

    private string Data => Path.Combine(folder, "data");

    [Fact]
    public async Task A_passphrase_opens_what_any_3_of_5_shares_open_and_sealed_it_answers_503()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "pass"), "correct horse battery staple\n");
        await Run("chmod 600 pass; $S init --data data --new-passphrase-file pass --new-shares 3/5 > shares; chmod 600 shares");
        await using var server = await ServerProcess.StartAsync(Data);
        Assert.Contains("It takes", server.ShellLines[0], StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = new(server.Endpoint) };
        Assert.Equal("{\"status\":\"sealed\"}", await http.GetStringAsync(new Uri("/health", UriKind.Relative)));
        using (var ready = await http.GetAsync(new Uri("/ready", UriKind.Relative)))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "{\"status\":\"sealed\"}"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        using var kms = server.Kms();
        var refused = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(() => kms.ListKeysAsync(new()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"), (refused.StatusCode, refused.ErrorCode));
        Assert.Contains("sealed", refused.Message, StringComparison.Ordinal);
        using var object503 = await http.GetAsync(new Uri("/bucket/key", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, object503.StatusCode);
        Assert.Contains("<Code>ServiceUnavailable</Code>", await object503.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Contains("sealed: It takes", await Run("$S status --data data"), StringComparison.Ordinal);
        Assert.Contains("weak: seal beside data", await Run("$S status --data data"), StringComparison.Ordinal);
        Assert.Contains("The passphrase is wrong", await Fails("echo incorrect horse battery | $S unseal --data data --passphrase"), StringComparison.Ordinal);
        Assert.Contains("1 of 3 shares", await Run("sed -n 1p shares | $S unseal --data data --share"), StringComparison.Ordinal);
        Assert.Contains("2 of 3 shares", await Run("sed -n 5p shares | $S unseal --data data --share"), StringComparison.Ordinal);
        Assert.Contains("given before", await Fails("sed -n 5p shares | $S unseal --data data --share"), StringComparison.Ordinal);
        Assert.Contains("slip of the pen", await Fails("sed -n 2p shares | sed s/.$/0/ | $S unseal --data data --share"), StringComparison.Ordinal);
        Assert.Contains("shares: 2 of 3", await Run("$S status --data data"), StringComparison.Ordinal);
        Assert.Equal("Open.\n", await Run("sed -n 2p shares | tr A-Z a-z | $S unseal --data data --share"));

        const string cli = "AWS_CONFIG_FILE=data/aws/config AWS_SHARED_CREDENTIALS_FILE=data/aws/credentials aws kms";
        var key = (await Run($"{cli} create-key --query KeyMetadata.KeyId --output text")).Trim();
        Assert.Equal("Sealed.\n", await Run("$S seal --data data"));
        Assert.Contains("ServiceUnavailable", await Fails($"{cli} describe-key --key-id {key}"), StringComparison.Ordinal);
        Assert.Contains("is sealed", await Fails("$S account list --data data"), StringComparison.Ordinal);
        Assert.Equal("Open.\n", await Run("$S unseal --data data --passphrase-file pass"));
        Assert.Contains(key, await Run($"{cli} describe-key --key-id {key}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slots_come_and_go_while_it_runs_and_a_rekey_leaves_none_of_the_old_ones()
    {
        string key;
        const string cli = "AWS_CONFIG_FILE=data/aws/config AWS_SHARED_CREDENTIALS_FILE=data/aws/credentials aws kms";
        await File.WriteAllTextAsync(Path.Combine(folder, "pass"), "correct horse battery staple\n");
        await Run("chmod 600 pass");
        await using (await ServerProcess.StartAsync(Data))
        {
            key = (await Run($"{cli} create-key --query KeyMetadata.KeyId --output text")).Trim();
            await Run($"printf 'attack at dawn' > plain; {cli} encrypt --key-id {key} --plaintext fileb://plain --query CiphertextBlob --output text | base64 -d > cipher");
            var keyFile = (await Run("$S slot list --data data")).Split(' ')[1];
            Assert.Contains("was added: passphrase", await Run("$S slot add --data data --new-passphrase-file pass"), StringComparison.Ordinal);
            Assert.Contains("was removed: key file", await Run($"$S slot remove {keyFile} --data data"), StringComparison.Ordinal);
            Assert.Contains("last slot", await Fails($"$S slot remove $($S slot list --data data | cut -d' ' -f2) --data data"), StringComparison.Ordinal);
        }

        await using (var sealedServer = await ServerProcess.StartAsync(Data))
        {
            Assert.Contains("passphrase", sealedServer.ShellLines[0], StringComparison.Ordinal);
            await Run("$S unseal --data data --passphrase-file pass");
            Assert.Contains("Say which slots", await Fails("$S rekey --data data"), StringComparison.Ordinal);
            Assert.Contains("new root key", await Run("$S rekey --data data --new-shares 2/2 > said; head -2 said > shares; chmod 600 shares; cat said"), StringComparison.Ordinal);
            await Run($"{cli} decrypt --ciphertext-blob fileb://cipher --query Plaintext --output text | base64 -d | cmp - plain");
        }

        // With no server running, commands that need the keys say what to do.
        Assert.Contains("strongroom unseal", await Fails("$S account list --data data"), StringComparison.Ordinal);
        await using (await ServerProcess.StartAsync(Data))
        {
            Assert.Contains("no seal slot of the kind Passphrase", await Fails("$S unseal --data data --passphrase-file pass"), StringComparison.Ordinal);
            await Run("$S unseal --data data --shares-file shares");
            await Run($"{cli} decrypt --ciphertext-blob fileb://cipher --query Plaintext --output text | base64 -d | cmp - plain");
        }

        var audit = string.Concat(Directory.GetFiles(Path.Combine(Data, "store", "audit"), "*.jsonl").Select(File.ReadAllText));
        foreach (var name in (string[])["AddSealSlot", "RemoveSealSlot", "Rekey"]) Assert.Contains($"\"eventName\":\"{name}\"", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_elsewhere_opens_at_start_and_is_refused_once_others_can_read_it()
    {
        await Run("mkdir -m 700 keys; $S init --data data --seal seal --new-key-file-at keys/root.key");
        var flags = (string[])["--seal", Path.Combine(folder, "seal"), "--key-file", Path.Combine(folder, "keys", "root.key")];
        await using (await ServerProcess.StartAsync(Data, flags))
            Assert.DoesNotContain("weak", await Run("$S status --data data --seal seal"), StringComparison.Ordinal);
        await Run("chmod 640 keys/root.key");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(Data, flags));
        Assert.Contains("can be used by others", refused.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<string> Run(string script) => Shell.RunAsync(script, folder, Program);

    private async Task<string> Fails(string script)
    {
        var (code, output) = await Shell.TryAsync(script, folder, Program);
        Assert.NotEqual(0, code);
        return output;
    }

    private static Dictionary<string, string> Program => new() { ["S"] = Path.Combine(AppContext.BaseDirectory, "strongroom") };
}
