using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strongroom.Aws;
using Strongroom.CloudTrail;
using Strongroom.Kms;
using Strongroom.S3;
using Strongroom.SecretsManager;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>An open installation with all that answers calls on it: made when it is unsealed, gone when it is sealed.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);

    private readonly ServiceProvider provider;
    private readonly FrontDoor door;
    private readonly Clockwork clockwork;
    private int calls;

    private Serving(Installation installation, ServiceProvider provider)
    {
        (Installation, this.provider) = (installation, provider);
        Table = new(Composition.ServicesOf(provider));
        var dispatcher = ActivatorUtilities.CreateInstance<Dispatcher>(provider);
        provider.GetRequiredService<RotationClient>().Connect(Table.Find(SecretsManagerService.Name)!, dispatcher);
        door = ActivatorUtilities.CreateInstance<FrontDoor>(provider, Table, dispatcher);
        Calendar = provider.GetRequiredService<KeyCalendar>();
        Rotations = provider.GetRequiredService<RotationScheduler>();
        SecretCalendar = provider.GetRequiredService<SecretCalendar>();
        Upkeep = new(installation);
        var usages = provider.GetRequiredService<LastUsages>();
        installation.Trail.Recorded = usages.Note;
        clockwork = new(Calendar, usages, SecretCalendar, Upkeep, installation, installation.Time, provider.GetRequiredService<ILogger<Clockwork>>());
    }

    public Installation Installation { get; }

    public OperationTable Table { get; }

    public KeyCalendar Calendar { get; }

    public SecretCalendar SecretCalendar { get; }

    public ObjectVerifier Verifier => provider.GetRequiredService<ObjectVerifier>();

    public MasterKeys MasterKeys => provider.GetRequiredService<MasterKeys>();

    public TrailDelivery Deliveries => provider.GetRequiredService<TrailDelivery>();

    public RotationScheduler Rotations { get; }

    public KeyringUpkeep Upkeep { get; }

    /// <summary>The blobs.</summary>
    public Blobs Blobs => provider.GetRequiredService<Blobs>();

    public static Serving Over(Installation installation, ILoggerFactory logging, FrontDoorOptions door)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logging).AddLogging();
        Composition.Register(services, installation, door);
        return new(installation, services.BuildServiceProvider());
    }

    /// <summary>Says where it answers, and begins to work off what falls due.</summary>
    public async Task AnnounceAsync(string endpoint)
    {
        Installation.Endpoint = endpoint;
        Installation.FirstProfile.WriteConfig(Installation.Region, endpoint);
        clockwork.Start();
        Rotations.Start();
        foreach (var worker in provider.GetServices<IHostedService>()) await worker.StartAsync(CancellationToken.None);
    }

    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref calls);
        try
        {
            await door.HandleAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref calls);
        }
    }

    /// <summary>Lets the calls under way finish, for some seconds, and closes everything; every key is wiped from memory.</summary>
    public async ValueTask DisposeAsync()
    {
        await clockwork.DisposeAsync();
        await Rotations.DisposeAsync();
        foreach (var worker in provider.GetServices<IHostedService>()) await worker.StopAsync(CancellationToken.None);
        Upkeep.Dispose();
        for (var waited = TimeSpan.Zero; Volatile.Read(ref calls) > 0 && waited < LongestCall; waited += TimeSpan.FromMilliseconds(20))
            await Task.Delay(20);
        door.Dispose();
        await provider.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
