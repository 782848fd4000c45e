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
using Strongroom.SecretsManager;

namespace Strongroom;

/// <summary>The running program: an installation behind its front door.</summary>
public sealed class Server : IAsyncDisposable
{
    // How long calls under way may take to their end once the server stops.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Installation installation;
    private readonly WebApplication web;
    private readonly Clockwork clockwork;

    private Server(Installation installation, WebApplication web, OperationTable table, KeyCalendar calendar)
    {
        (this.installation, this.web, Table, Calendar) = (installation, web, table, calendar);
        SecretCalendar = web.Services.GetRequiredService<SecretCalendar>();
        clockwork = new(calendar, SecretCalendar, installation, installation.Time, web.Services.GetRequiredService<ILogger<Clockwork>>());
    }

    /// <summary>Where it answers.</summary>
    public string Endpoint => installation.Endpoint;

    /// <summary>The lines to paste into a shell.</summary>
    public string ShellLines => installation.FirstProfile.ShellLines;

    /// <summary>Every operation that it has.</summary>
    public OperationTable Table { get; }

    /// <summary>What falls due on keys.</summary>
    public KeyCalendar Calendar { get; }

    /// <summary>What falls due on secrets.</summary>
    public SecretCalendar SecretCalendar { get; }

    /// <summary>Everything behind the front door.</summary>
    public Installation Installation => installation;

    /// <summary>Opens the installation and starts to listen.</summary>
    /// <exception cref="UsageException">It cannot start; the message says why.</exception>
    public static async Task<Server> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var installation = await Installation.OpenAsync(options, time, cancellation);
        try
        {
            var web = Listen(installation);
            var provider = web.Services;
            var table = new OperationTable(Composition.ServicesOf(provider));
            var door = ActivatorUtilities.CreateInstance<FrontDoor>(provider, table, ActivatorUtilities.CreateInstance<Dispatcher>(provider));
            var control = new ControlEndpoint(installation);
            var pages = new Pages(provider);
            web.Run(context => Listeners.IsConsole(context) ? control.HandleAsync(context)
                : options.IsDevelopment && AllocationMeter.Asks(context) ? AllocationMeter.AnswerAsync(context)
                : pages.Find(context) is { } page ? page(context)
                : door.HandleAsync(context));

            var server = new Server(installation, web, table, provider.GetRequiredService<KeyCalendar>());
            await StartAsync(web, options, cancellation);
            installation.Endpoint = EndpointOf(web);
            installation.FirstProfile.WriteConfig(installation.Region, installation.Endpoint);
            server.clockwork.Start();
            return server;
        }
        catch
        {
            await installation.DisposeAsync();
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
        await Task.Delay(installation.Options.DrainDelay, installation.Time);
        using var patience = new CancellationTokenSource(Grace, installation.Time);
        await web.StopAsync(patience.Token);
    }

    /// <summary>Waits until every record of a finished call stands in the audit journal.</summary>
    public async Task DrainAuditAsync()
    {
        while (installation.Trail.Waiting > 0) await Task.Delay(5);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await clockwork.DisposeAsync();
        await web.StopAsync();
        await web.DisposeAsync();
        await installation.DisposeAsync();
    }

    private static WebApplication Listen(Installation installation)
    {
        var options = installation.Options;
        var door = new FrontDoorOptions { Regions = options.Regions };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            KestrelHygiene.Apply(kestrel);
            door.Apply(kestrel);
            Listeners.Open(kestrel, options, installation.Time);
        });
        builder.Logging.AddJsonConsole(static console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel)
            // The web host would make an activity and a logging scope for every request; each call has its audit record instead.
            .AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
        Metrics.AddTo(builder.Services);
        Composition.Register(builder.Services, installation, door);
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
