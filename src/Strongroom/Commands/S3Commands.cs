using System.CommandLine;
using Strongroom.Control;
using Strongroom.S3;

namespace Strongroom.Commands;

/// <summary><c>strongroom s3</c>: what the machine's console does with stored objects.</summary>
internal static class S3Commands
{
    private const int ProgressEvery = 1000;

    public static Command Create() => new("s3", "Checks stored objects, and lists the keys that seal them.") { Verify(), MasterKeys() };

    private static Command Verify()
    {
        var command = Common(new("verify", "Reads every object with its key and its parts, and names what is damaged; 1 if anything is."));
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await OpenAsync(parsed, cancellation);
            long objects = 0, bytes = 0, unopened = 0, damaged = 0;
            await foreach (var found in console.VerifyObjectsAsync(cancellation))
            {
                objects++;
                bytes += found.Length;
                if (found.NotOpened is not null) unopened++;
                if (found.Damage is { } damage)
                {
                    damaged++;
                    Console.WriteLine($"DAMAGED s3://{found.Bucket}/{found.Key} version {found.VersionId}: {damage}");
                }

                if (objects % ProgressEvery == 0) Console.Error.WriteLine($"{objects} objects, {bytes >> 20} MiB");
            }

            Console.WriteLine($"{objects} objects, {bytes} bytes: {damaged} damaged, {unopened} checked without their key");
            return damaged == 0 ? 0 : 1;
        }));
        return command;
    }

    private static Command MasterKeys()
    {
        var command = Common(new("master-keys", "Lists the master keys of SSE-S3: the newest seals new objects, all of them open old ones."));
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            await using var console = await OpenAsync(parsed, cancellation);
            var keys = await console.ListMasterKeysAsync(cancellation);
            foreach (var key in keys)
                Console.WriteLine($"{key.Number}  {key.Created:yyyy-MM-ddTHH:mm:ssZ}  {(key.Number == keys[^1].Number ? "seals and opens" : "opens")}");
            return 0;
        }));
        return command;
    }

    private static Task<MachineConsole> OpenAsync(ParseResult parsed, CancellationToken cancellation) =>
        MachineConsole.OpenAsync(ServerOptions.Read(parsed.GetValue(CommonOptions.Config), CommonOptions.FlagsOf(parsed)), cancellation);

    private static Command Common(Command command)
    {
        foreach (var option in (Option[])[CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.KeyFile, CommonOptions.Pkcs11Library,
            CommonOptions.PinFile, CommonOptions.AllowUnlockedMemory])
            command.Add(option);
        return command;
    }
}
