using System.CommandLine;
using System.Runtime.InteropServices;

namespace Strongroom.Commands;

/// <summary><c>strongroom serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls") { Description = $"Where to listen; several are parted by ';' (default: {ServerOptions.DefaultUrl})." };

    private static readonly Option<string?> Profile = new("--profile") { Description = "'dev': well-known credentials for tests and laptops, on loopback only." };

    private static readonly Option<string?> Regions = new("--regions") { Description = "The regions of this installation, parted by ','; the first is the default." };

    private static readonly Option<string?> Seed = new("--seed") { Description = "A YAML file of keys with fixed ids and material (dev profile)." };

    public static Command Create()
    {
        var command = new Command("serve", "Runs the server. Needs no configuration.")
        {
            CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.AllowUnlockedMemory, Urls, Profile, Regions, Seed,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(() => ServeAsync(OptionsOf(parsed), cancellation)));
        return command;
    }

    private static ServerOptions OptionsOf(ParseResult parsed)
    {
        var flags = CommonOptions.FlagsOf(parsed);
        CommonOptions.Add(flags, "Urls", parsed.GetValue(Urls));
        CommonOptions.Add(flags, "Profile", parsed.GetValue(Profile));
        CommonOptions.Add(flags, "Regions", parsed.GetValue(Regions));
        CommonOptions.Add(flags, "Seed", parsed.GetValue(Seed));
        return ServerOptions.Read(parsed.GetValue(CommonOptions.Config), flags);
    }

    private static async Task<int> ServeAsync(ServerOptions options, CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var cancelled = cancellation.Register(() => stopped.TrySetResult()).ConfigureAwait(false);

        await using var server = await Server.StartAsync(options, TimeProvider.System, cancellation);
        Console.WriteLine($"Strongroom listens on {server.Endpoint}. To use it, paste:");
        Console.WriteLine(server.ShellLines);
        await stopped.Task;
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }
}
