using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Strongroom.Audit;
using Strongroom.Aws.Tests.Authentication;
using Strongroom.Storage;

namespace Strongroom.Aws.Tests.Toys;

/// <summary>The front door on a real socket, before toy services, with a commit that does what a test says.</summary>
internal sealed class ToyServer : IAsyncDisposable
{
    public static readonly string[] Regions = ["eu-west-1", "us-east-1"];

    private readonly WebApplication app;
    private readonly Authenticator authenticator;

    private ToyServer(object[] operations, FrontDoorOptions options, FixedClock clock)
    {
        Clock = clock;
        authenticator = new(Sample.Credentials(), clock, options.Regions.ToHashSet());
        var table = new OperationTable(
        [
            new("toy", WireProtocol.AwsJson11, "toy.amazonaws.com", operations),
            new("form", WireProtocol.AwsQuery, "form.amazonaws.com", operations) { XmlNamespace = "https://form.example/doc/" },
            new("other", WireProtocol.AwsJson11, "other.amazonaws.com", [new OtherOperation()]) { Faults = new() { Internal = "OtherInternalException" } },
        ]);
        var dispatcher = new Dispatcher(CommitAsync, new LinesLogger(Lines));
        var door = new Aws.FrontDoor(table, authenticator, dispatcher, clock, options, [new ToyToken()], new LinesLogger(Lines));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelHygiene.Apply(kestrel);
            options.Apply(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        app = builder.Build();
        app.Run(door.HandleAsync);
    }

    public FixedClock Clock { get; }

    public int Port { get; private set; }

    /// <summary>The records of all calls that ended, as text.</summary>
    public List<Recorded> Records { get; } = [];

    /// <summary>What was logged.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>What the next commits do; committed when there is nothing more.</summary>
    public Queue<Func<CommitResult>> Commits { get; } = [];

    public PlainSigner Signer { get; } = new(Sample.Id, Sample.Secret, "eu-west-1", "toy", Sample.Moment);

    public static CommitResult Conflict => new(RecordKey.Of("a-record"));

    public static async Task<ToyServer> StartAsync(params object[] operations) => await StartAsync(new FrontDoorOptions { Regions = Regions }, operations);

    public static async Task<ToyServer> StartAsync(FrontDoorOptions options, params object[] operations)
    {
        var server = new ToyServer(operations, options, new(Sample.Moment));
        await server.app.StartAsync();
        var addresses = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Port = new Uri(addresses.Addresses.Single()).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authenticator.Dispose();
    }

    /// <summary>Sends a signed awsJson call.</summary>
    public Task<RawAnswer> CallAsync(string operation, string json) => SendAsync(Signer.SignHeader(Request(operation, json)));

    public async Task<RawAnswer> SendAsync(RawRequest request)
    {
        using var connection = await RawConnection.OpenAsync(Port);
        return await connection.SendAsync(request) ?? throw new InvalidOperationException("The server closed the connection without an answer.");
    }

    public static RawRequest Request(string operation, string json) => Request(operation, Encoding.UTF8.GetBytes(json));

    public static RawRequest Request(string operation, byte[] body) => new(
        "POST", "/", [("Host", "localhost"), ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", operation), ("User-Agent", "toy/1")], body);

    private ValueTask<CommitResult> CommitAsync(StagedChanges changes, IReadOnlyList<AuditRecord> records, CancellationToken cancellation)
    {
        lock (Records)
        {
            var result = Commits.TryDequeue(out var play) ? play() : default;
            if (result.Committed) Records.AddRange(records.Select(Recorded.Of));
            return new(result);
        }
    }

    [Operation("OtherService.Do")]
    private sealed class OtherOperation : IOperation<Nothing.Request, Unit>
    {
        public ValueTask<Unit> InvokeAsync(Nothing.Request request, Call call, CancellationToken cancellation)
            => throw new InvalidOperationException("a secret detail");
    }

    private sealed class LinesLogger(List<string> lines) : ILogger<Dispatcher>, ILogger<Aws.FrontDoor>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"{logLevel}: {formatter(state, exception)} {exception}".TrimEnd());
        }
    }
}

/// <summary>A record as the trail would have written it.</summary>
internal sealed record Recorded(AuditRecord Record, string? Parameters, string? Elements)
{
    public static Recorded Of(AuditRecord record) => new(record, Json(record.RequestParameters), Json(record.ResponseElements));

    private static string? Json(Action<Utf8JsonWriter>? write)
    {
        if (write is null) return null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
