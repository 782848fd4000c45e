using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Strongroom.Aws;

/// <summary>How many calls there were of each operation, how they ended and how long they took. Costs next to nothing while nobody listens.</summary>
internal static class RequestMeter
{
    private static readonly Meter Meter = new("Strongroom.Aws");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram("strongroom.request.duration", "s",
        "From the accepted signature to the finished answer.", tags: null, new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    /// <summary>A call has ended.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="code">The fault's code, one of the program's own; null for none.</param>
    /// <param name="began"><see cref="Stopwatch.GetTimestamp"/> of its beginning.</param>
    public static void Count(OperationEntry operation, string? code, long began)
    {
        if (!Duration.Enabled) return;
        Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("service", operation.Service.SigningName), new("operation", operation.Name), new("code", code ?? "OK"));
    }
}
