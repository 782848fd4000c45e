using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Control;
using Strongroom.Development;
using Strongroom.Hsm;
using Strongroom.Iam;
using Strongroom.Kms;
using Strongroom.Kms.Operations;
using Strongroom.Seams;
using Strongroom.Sts;

namespace Strongroom;

/// <summary>The running program: an installation behind its front door.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly WebApplication web;
    private readonly Clockwork clockwork;

    private Server(Installation installation, WebApplication web, OperationTable table, KeyCalendar calendar)
    {
        (this.installation, this.web, Table, Calendar) = (installation, web, table, calendar);
        clockwork = new(calendar, installation.Time, web.Services.GetRequiredService<ILogger<Clockwork>>());
    }

    /// <summary>Where it answers.</summary>
    public string Endpoint => installation.Endpoint;

    /// <summary>The lines to paste into a shell.</summary>
    public string ShellLines => installation.FirstProfile.ShellLines;

    /// <summary>Every operation that it has.</summary>
    public OperationTable Table { get; }

    /// <summary>What falls due on keys.</summary>
    public KeyCalendar Calendar { get; }

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
            var table = new OperationTable(Services(provider));
            var door = ActivatorUtilities.CreateInstance<FrontDoor>(provider, table, ActivatorUtilities.CreateInstance<Dispatcher>(provider));
            var control = new ControlEndpoint(installation);
            web.Run(context => IsControl(context) ? control.HandleAsync(context)
                : options.IsDevelopment && AllocationMeter.Asks(context) ? AllocationMeter.AnswerAsync(context)
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
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            KestrelHygiene.Apply(kestrel);
            door.Apply(kestrel);
            foreach (var url in options.Urls) ListenOn(kestrel, new Uri(url));
            ListenForConsole(kestrel, DataFolder.ControlSocketOf(options.Data));
        });
        builder.Logging.AddJsonConsole(static console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel)
            // The web host would make an activity and a logging scope for every request; each call has its audit record instead.
            .AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
        Register(builder.Services, installation, door);
        return builder.Build();
    }

    private static void Register(IServiceCollection services, Installation installation, FrontDoorOptions door)
    {
        var credentials = installation.Keyring.Purpose(Purposes.Credentials);
        var sessions = new SessionTokens(installation.Keyring.Purpose(Purposes.Sessions));
        Aws.ICredentials stored = new AccessKeyStore(installation.Records, credentials, sessions);
        services.AddSingleton(installation.Time)
            .AddSingleton(installation.Records)
            .AddSingleton(installation.Trail)
            .AddSingleton<ISecurityModule>(installation.Module)
            .AddSingleton(new PageTokens(installation.Keyring.Purpose(Purposes.PageTokens)))
            .AddSingleton(installation.Options.IsDevelopment ? new DevelopmentCredentials(stored) : stored)
            .AddSingleton(sessions)
            .AddSingleton<PrincipalStore>()
            .AddSingleton<IPolicySource>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddSingleton<IPrincipalIds>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddIam(credentials)
            .AddSts()
            .AddSingleton(door)
            .AddSingleton(provider => new Authenticator(provider.GetRequiredService<Aws.ICredentials>(), installation.Time, door.Regions.ToHashSet()))
            .AddSingleton<Authorizer>()
            .AddSingleton<KmsAuthorizer>()
            .AddSingleton<GrantStore>()
            .AddSingleton(new GrantTokens(installation.Keyring.Purpose("grant-tokens")))
            .AddSingleton<KeyStore>()
            .AddSingleton<CiphertextOpener>()
            .AddSingleton<ServiceManagedKeys>()
            .AddSingleton<IDataKeys>(static provider => ActivatorUtilities.CreateInstance<DataKeys>(provider,
                ActivatorUtilities.CreateInstance<GenerateDataKey>(provider), ActivatorUtilities.CreateInstance<Decrypt>(provider)))
            .AddSingleton<KeyCalendar>();
    }

    private static IEnumerable<Service> Services(IServiceProvider provider)
    {
        yield return KmsService.Of(Created(KmsService.Operations));
        yield return IamService.Of(Created(IamService.Operations));
        yield return StsService.Of(Created(StsService.Operations));

        IReadOnlyList<object> Created(IReadOnlyList<Type> operations) => [.. operations.Select(operation => ActivatorUtilities.CreateInstance(provider, operation))];
    }

    private static void ListenOn(KestrelServerOptions kestrel, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) kestrel.Listen(address, url.Port, Http1);
        else if (url.Host == "localhost") kestrel.ListenLocalhost(url.Port, Http1);
        else kestrel.ListenAnyIP(url.Port, Http1);
    }

    private static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    // The socket lies in a folder that only its owner may enter.
    private static void ListenForConsole(KestrelServerOptions kestrel, string path)
    {
        File.Delete(path);
        kestrel.ListenUnixSocket(path, static listen =>
        {
            Http1(listen);
            listen.Use(static next => connection =>
            {
                connection.Items[typeof(ControlEndpoint)] = true;
                return next(connection);
            });
        });
    }

    private static bool IsControl(HttpContext context)
        => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(typeof(ControlEndpoint)) == true;

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
            .First(static address => !address.Contains("unix:", StringComparison.Ordinal)).TrimEnd('/');
}
