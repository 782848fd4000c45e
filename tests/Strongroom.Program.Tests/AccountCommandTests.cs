using Strongroom.Testing;

namespace Strongroom.Program.Tests;

/// <summary>Lost root credentials, as whoever runs the machine replaces them.</summary>
[Trait("Needs", "tools")]
public sealed class AccountCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("strongroom-account-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_root_credentials_work_and_the_old_ones_do_not(bool whileItRuns)
    {
        var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var before = string.Join('\n', server.ShellLines);
        var account = (await RunAsync($"{before}\ncp $AWS_SHARED_CREDENTIALS_FILE old\naws sts get-caller-identity --query Account --output text\naws iam create-access-key > /dev/null")).Trim();
        if (!whileItRuns) await server.KillAsync();

        var printed = await RunAsync($"{Program} account reset-root {account} --data data");
        Assert.StartsWith($"The root of account {account} has new credentials.", printed, StringComparison.Ordinal);
        Assert.EndsWith(before, printed.Trim(), StringComparison.Ordinal); // The first account's files, where users expect them.
        if (!whileItRuns) server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        await using var running = server;

        Assert.Contains($"arn:aws:iam::{account}:root", await RunAsync($"{before}\naws sts get-caller-identity\n[ $(aws iam list-access-keys --query 'length(AccessKeyMetadata)') = 1 ]"), StringComparison.Ordinal);
        Assert.Contains("InvalidClientTokenId", await RunAsync($"{before}\nexport AWS_SHARED_CREDENTIALS_FILE=old\n! aws sts get-caller-identity"), StringComparison.Ordinal);
        Assert.Contains("ResetRootCredentials", await RunAsync("cat data/store/audit/*.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_there_is_not_has_no_root()
    {
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var (code, output) = await Shell.TryAsync($"{Program} account reset-root 999999999999 --data data", folder);
        Assert.Equal((2, "strongroom: There is no account 999999999999.\n"), (code, output));
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "strongroom");

    private Task<string> RunAsync(string script) => Shell.RunAsync(script, folder);
}
