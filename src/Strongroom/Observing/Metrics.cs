using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Strongroom.Sealing;

namespace Strongroom.Observing;

/// <summary>What the program counts, for Prometheus: <c>GET /metrics</c>.</summary>
/// <remarks>
/// No name, id or value of anybody's data is a label: operations, error codes and states only, so the number of series is bounded by the
/// program. docs/guide/running.md lists them.
/// </remarks>
internal sealed class Metrics : IDisposable
{
    private const string Name = "Strongroom";

    private readonly Meter meter = new(Name);

    /// <summary>Watches what is open, and the process.</summary>
    public Metrics(SealGate gate, Readiness readiness, TimeProvider time)
    {
        var started = time.GetTimestamp();
        meter.CreateObservableGauge("strongroom.build.info", static () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)));
        meter.CreateObservableGauge("strongroom.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s");
        meter.CreateObservableGauge("strongroom.ready", () => readiness.Obstacle is null ? 1 : 0);
        meter.CreateObservableGauge("strongroom.sealed", () => gate.Open is null ? 1 : 0);
        meter.CreateObservableGauge("strongroom.audit.healthy", () => gate.Open is { } open && open.Installation.Trail.IsHealthy ? 1 : 0);
        meter.CreateObservableGauge("strongroom.audit.waiting", () => gate.Open?.Installation.Trail.Waiting ?? 0, "{record}");
    }

    private static string Version { get; } = typeof(Metrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Registers the collector and the exporter.</summary>
    public static void AddTo(IServiceCollection services) => services
        .AddSingleton<Metrics>()
        .AddOpenTelemetry().WithMetrics(static metrics => metrics
            .ConfigureResource(static resource => resource.AddService("strongroom"))
            .AddMeter(Name, "Strongroom.*", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddPrometheusExporter());

    /// <summary>The page.</summary>
    public static RequestDelegate PageOf(IServiceProvider services)
    {
        services.GetRequiredService<Metrics>(); // Its gauges must be there before the first question.
        return new ApplicationBuilder(services).UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true).Build();
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
