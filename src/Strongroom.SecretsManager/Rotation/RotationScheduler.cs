using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>Takes up the rotations that are due, each by one node at a time, and sees them through.</summary>
public sealed partial class RotationScheduler(Records records, RotationRun run, RotationSignal signal, TimeProvider time, ILogger<RotationScheduler> logger)
    : IAsyncDisposable
{
    private const int MostListed = 1000, MostAtOnce = 16;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // A signal comes before the commit that it tells of.
    private static readonly TimeSpan[] Looks = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];

    private readonly ConcurrentDictionary<RecordKey, Task> running = new();
    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;
    private bool stopped;

    /// <summary>Looks for work until it is disposed.</summary>
    public void Start() => loop = LoopAsync(stopping.Token);

    /// <summary>Takes up every rotation that is due now, and waits until each has succeeded or failed.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellation = default)
    {
        var started = await StartDueAsync(cancellation);
        await Task.WhenAll(started);
        return started.Count;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, true)) return;
        await stopping.CancelAsync();
        await loop;
        await Task.WhenAll(running.Values);
        stopping.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellation);
                if (!await signal.WaitAsync(Period, cancellation)) continue;
                foreach (var pause in Looks)
                {
                    await Task.Delay(pause, cancellation);
                    await LookAsync(cancellation);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await StartDueAsync(cancellation);
        }
        catch (Exception failed) when (failed is StoreFullException or StoreFailedException or AuditUnavailableException or DamagedRecordException)
        {
            LookFailed(failed);
        }
    }

    private async Task<List<Task>> StartDueAsync(CancellationToken cancellation)
    {
        var all = RotationJob.Records.Key();
        var started = new List<Task>();
        foreach (var job in await records.RangeAsync(RotationJob.Records, all, all.EndOfChildren, MostListed, cancellation: cancellation))
        {
            if (running.Count >= MostAtOnce) break;
            if (!job.Value.IsFreeAt(time.GetUtcNow()) || running.ContainsKey(job.Key)) continue;
            var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!running.TryAdd(job.Key, work.Task)) continue;
            started.Add(work.Task);
            _ = RunAsync(job, work, stopping.Token);
        }

        return started;
    }

    private async Task RunAsync(Stored<RotationJob> job, TaskCompletionSource work, CancellationToken cancellation)
    {
        try
        {
            await run.RunAsync(job, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the lease runs out, and the rotation goes on elsewhere or after the next start.
        }
#pragma warning disable CA1031 // One rotation that goes wrong must not stop the others: it is tried again when its lease has run out.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            RunFailed(failed, job.Value.SecretArn);
        }
        finally
        {
            running.TryRemove(job.Key, out _);
            work.SetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The rotations that are due could not be read; it is tried again.")]
    private partial void LookFailed(Exception failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rotation of {SecretArn} could not be carried on; it is taken up again later.")]
    private partial void RunFailed(Exception failed, string secretArn);
}
