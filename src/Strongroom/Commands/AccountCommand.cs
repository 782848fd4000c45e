using System.CommandLine;
using Strongroom.Control;

namespace Strongroom.Commands;

/// <summary><c>strongroom account</c>: what only the machine's console may do with accounts.</summary>
internal static class AccountCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "What its people call it." };

    private static readonly Option<string?> Id = new("--id") { Description = "Its 12 digits (default: random)." };

    public static Command Create() => new("account", "Makes and lists accounts and replaces lost root credentials, with or without a running server.") { CreateAccount(), ListAccounts(), ResetRoot() };

    private static Command CreateAccount()
    {
        var command = new Command("create", "Makes an account, writes its root credentials into files for their owner only, and prints how to use them.")
        {
            CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.KeyFile, CommonOptions.Pkcs11Library, CommonOptions.PinFile,
            CommonOptions.AllowUnlockedMemory, Name, Id,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await MachineConsole.OpenAsync(OptionsOf(parsed), cancellation);
            var created = await console.CreateAccountAsync(new(parsed.GetValue(Name) ?? "", parsed.GetValue(Id)), cancellation);
            Console.WriteLine($"Account {created.AccountId} was made. To use it as its root, paste:");
            Console.WriteLine(created.ShellLines);
            return 0;
        }));
        return command;
    }

    private static Command ListAccounts()
    {
        var command = new Command("list", "Lists the accounts.") { CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.KeyFile, CommonOptions.Pkcs11Library, CommonOptions.PinFile,
            CommonOptions.AllowUnlockedMemory };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await MachineConsole.OpenAsync(OptionsOf(parsed), cancellation);
            foreach (var account in await console.ListAccountsAsync(cancellation))
                Console.WriteLine($"{account.AccountId}  {account.CreationDate:yyyy-MM-ddTHH:mm:ssZ}  {account.Name}");
            return 0;
        }));
        return command;
    }

    private static Command ResetRoot()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's 12 digits." };
        var command = new Command("reset-root", "Gives an account's root new credentials, in files for their owner only; the old ones stop working at once.")
        {
            account, CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.AllowUnlockedMemory,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await MachineConsole.OpenAsync(OptionsOf(parsed), cancellation);
            var reset = await console.ResetRootAsync(new(parsed.GetValue(account)!), cancellation);
            Console.WriteLine($"The root of account {reset.AccountId} has new credentials. To use them, paste:");
            Console.WriteLine(reset.ShellLines);
            return 0;
        }));
        return command;
    }

    private static ServerOptions OptionsOf(ParseResult parsed) => ServerOptions.Read(parsed.GetValue(CommonOptions.Config), CommonOptions.FlagsOf(parsed));
}
