using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Strongroom.Aws;

/// <summary>
/// Counts requests that did not authenticate, and logs at most one line a second of them: strangers must not fill the disk.
/// </summary>
internal sealed class RefusalCounter(TimeProvider clock, ILogger logger)
{
    private static readonly Meter Meter = new("Strongroom.Aws");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("strongroom.requests.unauthenticated");

    private long lastSecond;
    private long unlogged;

    public void Count(string code, string sourceAddress)
    {
        Refused.Add(1, new KeyValuePair<string, object?>("code", code));
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        var last = Interlocked.Read(ref lastSecond);
        if (second == last || Interlocked.CompareExchange(ref lastSecond, second, last) != last)
        {
            Interlocked.Increment(ref unlogged);
            return;
        }

        Log.Unauthenticated(logger, code, sourceAddress, Interlocked.Exchange(ref unlogged, 0));
    }
}
