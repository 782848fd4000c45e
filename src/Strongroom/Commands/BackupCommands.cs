using System.CommandLine;
using Strongroom.Backups;
using Strongroom.Control;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Commands;

/// <summary><c>strongroom backup</c>, <c>restore</c> and <c>verify</c>.</summary>
internal static class BackupCommands
{
    private static readonly Option<string?> DataBackup = new("--data-backup") { Description = "The file of the data." };

    private static readonly Option<string?> KeyringBackup = new("--keyring-backup") { Description = "The file of the keyring." };

    public static IEnumerable<Command> Create() => [Backup(), Restore(), Verify()];

    private static Command Backup()
    {
        var to = new Option<string>("--to") { Description = "The folder of the backup's two files.", DefaultValueFactory = static _ => "." };
        var command = CommonOptions.Command("backup", "Copies data and keyring into two sealed files, while the server runs or while none does.", to, DataBackup, KeyringBackup);
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await MachineConsole.OpenAsync(CommonOptions.Of(parsed), cancellation);
            var request = new BackupRequest(Path.GetFullPath(parsed.GetValue(to)!), Full(parsed.GetValue(DataBackup)), Full(parsed.GetValue(KeyringBackup)));
            var files = await console.BackupAsync(request, Show, cancellation);
            Console.WriteLine($"data:    {files.Data}");
            Console.WriteLine($"keyring: {files.Keyring}");
            Console.WriteLine("Keep them apart: the two together open with a passphrase, shares, token or key file, which are in neither. Keep a copy of a key file apart, too.");
            return 0;
        }));
        return command;
    }

    private static Command Restore()
    {
        var command = CommonOptions.Command("restore", "Makes an installation of a backup's two files, in an empty folder.", [DataBackup, KeyringBackup, .. SecretOptions.All]);
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(() =>
        {
            var (data, keyring) = FilesOf(parsed);
            var restore = new Restore(CommonOptions.Of(parsed), TimeProvider.System, Show);
            var contents = restore.Run(data, keyring, SecretOptions.Find(parsed), cancellation);
            Console.WriteLine($"Restored {contents.Records} records and {contents.Files} files, as of {contents.Header.Created:yyyy-MM-ddTHH:mm:ssZ}, position {contents.Header.Position}.");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Verify()
    {
        var command = CommonOptions.Command("verify", "Reads everything that is kept, or a backup's two files, and names what is damaged. No server may run.",
            [DataBackup, KeyringBackup, .. SecretOptions.All]);
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = CommonOptions.Of(parsed);
            var damages = 0;
            using var folder = DataFolder.Open(options.Data);
            Backups.Restore.DemandNoneUnderWay(folder);
            using var secret = new GivenSecret(options, SecretOptions.Find(parsed));
            if (!Keyring.Exists(options.SealFolder)) throw new UsageException($"There is no installation in {folder.Path}.");
            using var keyring = secret.Slot is { } slot ? Keyring.Open(options.SealFolder, slot, TimeProvider.System) : SlotSecrets.OpenAutomatically(options, TimeProvider.System);
            if (parsed.GetValue(DataBackup) is not null)
            {
                var (data, keyringFile) = FilesOf(parsed);
                var contents = Backups.Restore.Verify(data, keyringFile, keyring, cancellation);
                Console.WriteLine($"The backup is whole: {contents.Records} records, {contents.Files} files, {contents.DomainKeys.Count} domain keys needed and there.");
                return 0;
            }

            var well = await Verification.RunAsync(options, keyring, damage =>
            {
                damages++;
                Console.WriteLine(damage);
            }, cancellation);
            Console.WriteLine(well);
            Console.WriteLine(damages == 0 ? "Nothing is damaged." : $"{damages} damages.");
            return damages == 0 ? 0 : 1;
        }));
        return command;
    }

    private static (string Data, string Keyring) FilesOf(ParseResult parsed) => parsed.GetValue(DataBackup) is { } data && parsed.GetValue(KeyringBackup) is { } keyring
        ? (data, keyring) : throw new UsageException("Say which files: --data-backup FILE --keyring-backup FILE.");

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    // One line that is written over, on a terminal; else a line now and then.
    private static void Show(BackupProgress progress)
    {
        if (Console.IsErrorRedirected && progress.What is not ("written" or "verified")) return;
        var line = $"{progress.Bytes >> 10,10} KiB {progress.Records,10} records  {progress.What,-40}";
        Console.Error.Write(Console.IsErrorRedirected ? line.TrimEnd() + "\n" : "\r" + line);
    }
}
