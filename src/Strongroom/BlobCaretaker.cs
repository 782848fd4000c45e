using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strongroom.Storage;

namespace Strongroom;

/// <summary>Sweeps, collects and compacts blobs for as long as the server runs.</summary>
internal sealed partial class BlobCaretaker(Blobs blobs, TimeProvider time, ILogger<BlobCaretaker> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start waits for nothing of this.
        await Task.Yield();
        var upkeep = new BlobUpkeep(blobs);
        using var timer = new PeriodicTimer(Period, time);
        do await RunAsync(upkeep, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(BlobUpkeep upkeep, CancellationToken cancellation)
    {
        try
        {
            await upkeep.RunAsync(cancellation);
        }
        catch (Exception failed) when (failed is IOException or DamagedRecordException or FormatException or UnauthorizedAccessException)
        {
            UpkeepFailed(failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What blobs need done could not be done; it is tried again.")]
    private partial void UpkeepFailed(Exception failed);
}
