using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;

namespace Strongroom.Commands;

/// <summary><c>strongroom serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls") { Description = $"Where to listen; several are parted by ';' (default: {ServerOptions.DefaultUrl})." };

    private static readonly Option<string?> Certificate = new("--certificate") { Description = "A PEM file of the server's certificate and its chain, for https; read again when it changes." };

    private static readonly Option<string?> CertificateKey = new("--certificate-key") { Description = "A PEM file of its private key (default: in the certificate's file)." };

    private static readonly Option<string?> DrainDelay = new("--drain-delay") { Description = "Seconds to go on answering after a stop was asked for, while /ready says 503 (default: 0)." };

    private static readonly Option<string?> Profile = new("--profile") { Description = "'dev': well-known credentials for tests and laptops, on loopback only." };

    private static readonly Option<string?> Regions = new("--regions") { Description = "The regions of this installation, parted by ','; the first is the default." };

    private static readonly Option<string?> Seed = new("--seed") { Description = "A YAML file of keys with fixed ids and material (dev profile)." };

    public static Command Create()
    {
        var command = new Command("serve", "Runs the server. Needs no configuration.")
        {
            CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.KeyFile, CommonOptions.Pkcs11Library, CommonOptions.PinFile,
            CommonOptions.AllowUnlockedMemory, Urls, Certificate, CertificateKey, DrainDelay, Profile, Regions, Seed,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(() => ServeAsync(OptionsOf(parsed), cancellation)));
        return command;
    }

    private static ServerOptions OptionsOf(ParseResult parsed)
    {
        var flags = CommonOptions.FlagsOf(parsed);
        CommonOptions.Add(flags, "Urls", parsed.GetValue(Urls));
        CommonOptions.Add(flags, "Certificate", parsed.GetValue(Certificate));
        CommonOptions.Add(flags, "CertificateKey", parsed.GetValue(CertificateKey));
        CommonOptions.Add(flags, "DrainDelay", parsed.GetValue(DrainDelay));
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
        if (server.IsSealed)
        {
            Console.WriteLine($"Strongroom listens on {server.Endpoint}, sealed.");
            Console.WriteLine(server.SealedBecause);
        }
        else
        {
            Console.WriteLine($"Strongroom listens on {server.Endpoint}. To use it, paste:");
            Console.WriteLine(server.ShellLines);
        }
        Tell(ServiceState.Ready);
        await stopped.Task;
        Tell(ServiceState.Stopping);
        await server.DrainAsync();
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = stopped.TrySetResult(); // Who asks twice does not want to wait for the calls under way.
        }
    }

    // Where systemd started it. A manager that is gone meanwhile is no reason to stop.
    private static void Tell(ServiceState state)
    {
        try
        {
            new SystemdNotifier().Notify(state);
        }
        catch (SocketException)
        {
            Console.Error.WriteLine("strongroom: nobody listens on NOTIFY_SOCKET.");
        }
    }
}
