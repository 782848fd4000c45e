using Microsoft.Extensions.Logging;
using Strongroom.Audit;
using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Sealing;
using Strongroom.SecretsManager;
using Strongroom.Storage;

namespace Strongroom;

/// <summary>Works off what falls due, once a minute, until the server stops.</summary>
internal sealed partial class Clockwork(KeyCalendar calendar, LastUsages usages, SecretCalendar secrets, KeyringUpkeep keyring, Installation installation,
    TimeProvider time, ILogger<Clockwork> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public void Start() => running = RunAsync(stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        await TryAsync(() => usages.FlushAsync().AsTask());
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do await WorkAsync(cancellation);
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            return; // The server stops.
        }
    }

    private Task WorkAsync(CancellationToken cancellation) => TryAsync(async () =>
    {
        await usages.FlushAsync(cancellation);
        await calendar.RunDueAsync(cancellation);
        await secrets.RunDueAsync(cancellation);
        await keyring.RunAsync(cancellation);
        if (installation.Options.AuditRetention is { } kept)
            await installation.Trail.Journal.DeleteBeforeAsync(time.GetUtcNow() - kept, cancellation);
    });

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failed) when (failed is IOException or DamagedRecordException or DamagedJournalException
            or SealException or BackingKeyUnavailableException)
        {
            WorkFailed(failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What falls due could not be worked off; it is tried again in a minute.")]
    private partial void WorkFailed(Exception failed);
}
