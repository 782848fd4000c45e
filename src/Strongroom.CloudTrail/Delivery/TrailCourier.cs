using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.CloudTrail;

/// <summary>Delivers every five minutes, as AWS does, for as long as the installation is open.</summary>
internal sealed partial class TrailCourier(TrailDelivery delivery, TimeProvider time, ILogger<TrailCourier> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await delivery.RunAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is IOException or DamagedRecordException or DamagedJournalException)
            {
                DeliveryFailed(failed);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The events of trails could not be delivered; it is tried again.")]
    private partial void DeliveryFailed(Exception failed);
}
