using System.CommandLine;
using Strongroom.Control;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Commands;

/// <summary>What is done with the seal of an installation: <c>init</c>, <c>unseal</c>, <c>seal</c>, <c>status</c>, <c>slot</c>, <c>rekey</c>.</summary>
internal static class SealCommands
{
    public static IEnumerable<Command> Create() => [Init(), Unseal(), Seal(), Status(), Slot(), Rekey(), AcceptRollback()];

    private static Command Init()
    {
        var command = CommonOptions.Command("init", "Makes the keyring of a new installation, with the slots that the flags name.", NewSlotOptions.All);
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var options = CommonOptions.Of(parsed);
            var requests = NewSlotOptions.Read(parsed);
            if (requests.Count == 0) requests.Add(new() { Kind = SlotRequest.KeyFile });
            using var folder = DataFolder.Open(options.Data);
            var secrets = requests.Select(static request => request.TakeSecretForNew()).ToList();
            var slots = requests.Zip(secrets, (request, secret) => SlotSecrets.New(options, request, secret)).ToList();
            Keyring.Create(options.SealFolder, slots, TimeProvider.System);
            foreach (var secret in secrets) secret.Dispose();
            Terminal.Show(new($"The keyring in {Path.GetFullPath(options.SealFolder)} was made.", [.. slots.OfType<SharesSlot>().SelectMany(SealDesk.Print)]));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Unseal()
    {
        var command = CommonOptions.Command("unseal", "Gives a running server what opens its keyring.", SecretOptions.All);
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = CommonOptions.Of(parsed);
            await using var server = await ServerOfAsync(options, cancellation);
            var request = SecretOptions.Read(parsed, [.. Keyring.SlotsOf(options.SealFolder).Select(static slot => slot.Kind)]);
            var status = await server.UnsealAsync(request, cancellation);
            Console.WriteLine(!status.Sealed ? "Open."
                : status.SharesGiven is { } given ? $"Still sealed: {given} of {status.SharesNeeded} shares were given." : $"Still sealed. {status.Because}");
            return status.Sealed && status.SharesGiven is null ? 1 : 0;
        }));
        return command;
    }

    private static Command Seal()
    {
        var command = CommonOptions.Command("seal", "Wipes every key from a running server's memory; it answers 503 until it is unsealed.");
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var server = await ServerOfAsync(CommonOptions.Of(parsed), cancellation);
            await server.SealAsync(cancellation);
            Console.WriteLine("Sealed.");
            return 0;
        }));
        return command;
    }

    private static Command Status()
    {
        var command = CommonOptions.Command("status", "Says how the seal stands, and what is weak about it.");
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = CommonOptions.Of(parsed);
            await using var server = await MachineConsole.FindServerAsync(options, cancellation);
            var status = server is null ? SealStatus.OfFolder(options, "No server runs.") : await server.StatusAsync(cancellation);
            Console.WriteLine(status.Sealed ? $"sealed: {status.Because}" : "open");
            if (status.SharesGiven is { } given) Console.WriteLine($"shares: {given} of {status.SharesNeeded} were given");
            foreach (var slot in status.Slots) Console.WriteLine(Line(slot));
            foreach (var fact in status.Facts) Console.WriteLine(fact);
            foreach (var warning in status.Warnings) Console.WriteLine(warning);
            return 0;
        }));
        return command;
    }

    private static Command Slot()
    {
        var list = CommonOptions.Command("list", "Lists the seal slots.");
        list.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            foreach (var slot in SealStatus.SlotsOf(CommonOptions.Of(parsed))) Console.WriteLine(Line(slot));
            return Task.FromResult(0);
        }));
        var add = CommonOptions.Command("add", "Adds seal slots to an open installation.", NewSlotOptions.All);
        add.SetAction((parsed, cancellation) => OnConsoleAsync(parsed, async console =>
        {
            var requests = NewSlotOptions.Read(parsed);
            if (requests.Count == 0) throw new UsageException("Say which slot to add, such as --new-passphrase.");
            foreach (var request in requests) Terminal.Show(await console.AddSlotAsync(request, cancellation));
        }, cancellation));
        var id = new Argument<Guid>("id") { Description = "The slot's id, as the list has it." };
        var remove = CommonOptions.Command("remove", "Removes a seal slot from an open installation.");
        remove.Add(id);
        remove.SetAction((parsed, cancellation) => OnConsoleAsync(parsed,
            async console => Terminal.Show(await console.RemoveSlotAsync(parsed.GetValue(id), cancellation)), cancellation));
        return new("slot", "Seal slots: any one of them opens the keyring.") { list, add, remove };
    }

    private static Command Rekey()
    {
        var command = CommonOptions.Command("rekey", "Makes a new root key, with new slots in place of all that are there.", NewSlotOptions.All);
        command.SetAction((parsed, cancellation) => OnConsoleAsync(parsed,
            async console => Terminal.Show(await console.RekeyAsync(NewSlotOptions.Read(parsed), cancellation)), cancellation));
        return command;
    }

    private static Command AcceptRollback()
    {
        var position = new Option<long>("--position") { Description = "The position of the store that is accepted, as the refusal names it.", Required = true };
        var command = CommonOptions.Command("accept-rollback", "Goes on with a store that is older than the keyring's note of it.", [position, .. SecretOptions.All]);
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = CommonOptions.Of(parsed);
            var accepted = new AcceptedRollback(parsed.GetValue(position), SecretOptions.Find(parsed));
            await using var server = await MachineConsole.FindServerAsync(options, cancellation);
            if (server is not null)
            {
                await server.AcceptRollbackAsync(accepted, cancellation);
            }
            else
            {
                using var folder = DataFolder.Open(options.Data);
                using var secret = new GivenSecret(options, accepted.Secret);
                await using var opened = await Installation.OpenAsync(options, TimeProvider.System, secret.Slot, folder, cancellation, accepted.Position);
            }

            Console.WriteLine($"Accepted. The installation goes on from position {accepted.Position}.");
            return 0;
        }));
        return command;
    }

    private static Task<int> OnConsoleAsync(ParseResult parsed, Func<MachineConsole, Task> act, CancellationToken cancellation)
        => CommonOptions.RunAsync(async () =>
        {
            await using var console = await MachineConsole.OpenAsync(CommonOptions.Of(parsed), cancellation);
            await act(console);
            return 0;
        });

    private static async Task<RunningServer> ServerOfAsync(ServerOptions options, CancellationToken cancellation)
        => await MachineConsole.FindServerAsync(options, cancellation)
            ?? throw new UsageException($"No server runs on {Path.GetFullPath(options.Data)}: start it with strongroom serve.");

    private static string Line(SlotLine slot) => $"slot {slot.Id:n}  {slot.Created:yyyy-MM-ddTHH:mm:ssZ}  {slot.Description}";
}
