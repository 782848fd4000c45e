using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Strongroom.Aws;
using Strongroom.Control;
using Strongroom.Development;
using Strongroom.Kms;
using Strongroom.Listening;
using Strongroom.Observing;
using Strongroom.Sealing;
using Strongroom.SecretsManager;
using Strongroom.SecretsManager.Rotation;

namespace Strongroom;

/// <summary>The running program: an installation, open or sealed, behind its front door.</summary>
public sealed class Server : IAsyncDisposable
{
    // How long calls under way may take to their end once the server stops.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly WebApplication web;
    private readonly SealGate gate;
    private int disposed;

    private Server(WebApplication web, SealGate gate) => (this.web, this.gate) = (web, gate);

    /// <summary>Where it answers.</summary>
    public string Endpoint => EndpointOf(web);

    /// <summary>True while nothing but health and the console is answered.</summary>
    public bool IsSealed => gate.Open is null;

    /// <summary>Why it is sealed; null while it is open.</summary>
    public string? SealedBecause => gate.SealedBecause;

    /// <summary>The lines to paste into a shell.</summary>
    public string ShellLines => Installation.FirstProfile.ShellLines;

    /// <summary>Every operation that it has.</summary>
    public OperationTable Table => Serving.Table;

    /// <summary>What falls due on keys.</summary>
    public KeyCalendar Calendar => Serving.Calendar;

    /// <summary>What falls due on secrets.</summary>
    public SecretCalendar SecretCalendar => Serving.SecretCalendar;

    /// <summary>What trails deliver.</summary>
    public CloudTrail.TrailDelivery Deliveries => Serving.Deliveries;

    /// <summary>The rotations of secrets.</summary>
    public RotationScheduler Rotations => Serving.Rotations;

    /// <summary>What falls due on the keyring.</summary>
    public KeyringUpkeep Upkeep => Serving.Upkeep;

    /// <summary>Everything behind the front door.</summary>
    public Installation Installation => Serving.Installation;

    private Serving Serving => gate.Open ?? throw new InvalidOperationException($"The installation is sealed: {SealedBecause}");

    /// <summary>Opens the installation, if what lies at hand unseals it, and starts to listen.</summary>
    /// <exception cref="UsageException">It cannot start; the message says why.</exception>
    /// <exception cref="SealException">The keyring cannot be opened, and nobody could open it either.</exception>
    public static async Task<Server> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var door = new FrontDoorOptions { Regions = options.Regions };
        WebApplication? web = null;
        var gate = new SealGate(options, DataFolder.Open(options.Data), time,
            installation => Serving.Over(installation, web!.Services.GetRequiredService<ILoggerFactory>(), door));
        try
        {
            web = Listen(options, time, door, gate);
            var control = new ControlEndpoint(gate);
            var pages = new Pages(web.Services);
            web.Run(context => Listeners.IsConsole(context) ? control.HandleAsync(context)
                : options.IsDevelopment && AllocationMeter.Asks(context) ? AllocationMeter.AnswerAsync(context)
                : pages.Find(context) is { } page ? page(context)
                : gate.HandleAsync(context));
            await gate.OpenAtStartAsync(cancellation);
            await StartAsync(web, options, cancellation);
            await gate.AnnounceAsync(EndpointOf(web));
            return new(web, gate);
        }
        catch
        {
            await gate.DisposeAsync();
            if (web is not null) await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Stops as a load balancer likes it: says on <c>/ready</c> that no calls are wanted, goes on answering for a while, then takes no new
    /// connections and waits for the calls under way.
    /// </summary>
    public async Task DrainAsync()
    {
        web.Services.GetRequiredService<Readiness>().Drain();
        await Task.Delay(gate.Options.DrainDelay, gate.Time);
        using var patience = new CancellationTokenSource(Grace, gate.Time);
        await web.StopAsync(patience.Token);
    }

    /// <summary>Waits until every record of a finished call stands in the audit journal.</summary>
    public async Task DrainAuditAsync()
    {
        while (Installation.Trail.Waiting > 0) await Task.Delay(5);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await web.StopAsync();
        await gate.DisposeAsync();
        await web.DisposeAsync();
    }

    private static WebApplication Listen(ServerOptions options, TimeProvider time, FrontDoorOptions door, SealGate gate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            KestrelHygiene.Apply(kestrel);
            door.Apply(kestrel);
            Listeners.Open(kestrel, options, time);
        });
        builder.Logging.AddJsonConsole(static console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel)
            // The web host would make an activity and a logging scope for every request; each call has its audit record instead.
            .AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
        builder.Services.AddSingleton(time).AddSingleton(gate).AddSingleton<Readiness>();
        Metrics.AddTo(builder.Services);
        return builder.Build();
    }

    private static async Task StartAsync(WebApplication web, ServerOptions options, CancellationToken cancellation)
    {
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (IOException refused)
        {
            throw new UsageException($"Cannot listen on {string.Join(", ", options.Urls)}: {refused.Message}", refused);
        }
    }

    private static string EndpointOf(WebApplication web)
        => web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First(static address => !address.EndsWith(DataFolder.ControlSocketName, StringComparison.Ordinal)).TrimEnd('/');
}
