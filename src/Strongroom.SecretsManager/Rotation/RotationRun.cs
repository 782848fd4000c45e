using System.Diagnostics;
using System.Text.Json;
using Strongroom.Audit;
using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>One rotation, from the step where it stands to its end: each step is asked for, and its success written down, before the next.</summary>
/// <remarks>Every write of the job is over the revision that this node wrote last: a node that lost its lease stops at its next write.</remarks>
public sealed class RotationRun(
    Records records, SecretStore secrets, AuditTrail trail, IRotationFunctions functions, RotationOptions options, TimeProvider time)
{
    private const int MostReasonCharacters = 512, MostConflicts = 5;

    private readonly string node = Guid.NewGuid().ToString("n");

    private TimeSpan Lease => TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>Carries a rotation on.</summary>
    public async Task RunAsync(Stored<RotationJob> stored, CancellationToken cancellation)
    {
        var begins = stored.Value.Attempt == 0 || stored.Value.Step == FirstStep(stored.Value);
        var claimed = stored.Value with
        {
            Owner = node,
            LeaseUntil = time.GetUtcNow() + Lease,
            Attempt = begins ? stored.Value.Attempt + 1 : stored.Value.Attempt,
        };
        if (await SecretOfAsync(claimed, cancellation) is not { } secret)
        {
            await CommitAsync(changes => changes.Delete(RotationJob.Records, stored), [], cancellation);
            return;
        }

        if (await WriteAsync(stored, claimed, begins ? [Event("Started", claimed, secret.Value)] : [], cancellation) is not { } job) return;
        while (job is not null)
        {
            var failure = await StepAsync(job, cancellation);
            job = failure is not null ? await FailAsync(failure.Job, failure.Reason, cancellation)
                : await AdvanceAsync(job.Key, cancellation);
        }
    }

    private static RotationStep FirstStep(RotationJob job) => job.IsTest ? RotationStep.TestSecret : RotationStep.CreateSecret;

    /// <summary>Asks for the next step, and holds the lease meanwhile. Null when it worked.</summary>
    private async Task<Failure?> StepAsync(Stored<RotationJob> job, CancellationToken cancellation)
    {
        var lambdaArn = (await SecretOfAsync(job.Value, cancellation))?.Value.Rotation?.LambdaArn;
        if (lambdaArn is null || functions.Find(lambdaArn) is not { } function) return new(job, "There is no such rotation function.");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(TimeSpan.FromSeconds(options.StepSeconds));
        var work = function.InvokeAsync(EventOf(job.Value), limited.Token).AsTask();
        var beaten = Stopwatch.StartNew();
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), cancellation)) != work)
        {
            cancellation.ThrowIfCancellationRequested();
            if (beaten.Elapsed < Lease / 3) continue;
            beaten.Restart();
            if (await WriteAsync(job, job.Value with { LeaseUntil = time.GetUtcNow() + Lease }, [], cancellation) is not { } held)
            {
                // Cancelled, or taken over: what the function still does is no longer ours to judge.
                await limited.CancelAsync();
                await Task.WhenAny(work);
                return new(job, "The rotation was taken away.");
            }

            job = held;
        }

        try
        {
            await work;
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(job, $"The step took longer than {options.StepSeconds} seconds.");
        }
        catch (Exception refused) when (refused is RotationFailedException or FaultException)
        {
            return new(job, refused.Message);
        }
    }

    /// <summary>Writes down that the step is done; null when there is no next one.</summary>
    private async Task<Stored<RotationJob>?> AdvanceAsync(RecordKey key, CancellationToken cancellation)
    {
        if (await records.ReadAsync(RotationJob.Records, key, cancellation) is not { } job || job.Value.Owner != node) return null;
        if (job.Value is { IsTest: false, Step: not RotationStep.FinishSecret })
            return await WriteAsync(job, job.Value with { Step = job.Value.Step + 1, LeaseUntil = time.GetUtcNow() + Lease }, [], cancellation);

        for (var attempt = 0; attempt < MostConflicts; attempt++)
        {
            if (await SecretOfAsync(job.Value, cancellation) is not { } secret) return null;
            if (!job.Value.IsTest && secret.Value.FindVersion(job.Value.VersionId)?.Has(StagingLabels.Current) != true)
                return await FailAsync(job, "The function finished without making the new version the current one.", cancellation);
            if (await FinishAsync(job, secret, cancellation)) return null;
        }

        return null;
    }

    private async Task<bool> FinishAsync(Stored<RotationJob> job, Stored<Secret> secret, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (job.Value.IsTest) return await EndTestAsync(job, secret, Event("Succeeded", job.Value, secret.Value), cancellation);
        var after = secret.Value with { Rotation = (secret.Value.Rotation! with { LastRotatedDate = now }).Scheduled(now), LastChangedDate = now };
        var changes = new StagedChanges();
        changes.Delete(RotationJob.Records, job);
        SecretStore.Replace(changes, secret, after);
        return (await trail.CommitAsync(changes, [Event("Succeeded", job.Value, after)], cancellation)).Committed;
    }

    private async Task<Stored<RotationJob>?> FailAsync(Stored<RotationJob> job, string reason, CancellationToken cancellation)
    {
        if (await SecretOfAsync(job.Value, cancellation) is not { } secret) return null;
        var record = Event("Failed", job.Value, secret.Value, reason);
        if (job.Value.IsTest)
        {
            await EndTestAsync(job, secret, record, cancellation);
            return null;
        }

        var again = job.Value with
        {
            Step = FirstStep(job.Value),
            NotBefore = time.GetUtcNow() + BackoffOf(job.Value.Attempt),
            Owner = null,
            LeaseUntil = null,
        };
        await WriteAsync(job, again, [record], cancellation);
        return null;
    }

    /// <summary>Removes the version that only the test needed.</summary>
    private async Task<bool> EndTestAsync(Stored<RotationJob> job, Stored<Secret> secret, AuditRecord record, CancellationToken cancellation)
    {
        var changes = new StagedChanges();
        if (secret.Value.FindVersion(job.Value.VersionId) is { HasValue: true } tested)
            changes.Delete(SecretVersion.Records, await secrets.GetVersionAsync(secret.Value, tested, cancellation));
        changes.Delete(RotationJob.Records, job);
        SecretStore.Replace(changes, secret,
            secret.Value with { Versions = [.. secret.Value.Versions.Where(version => version.VersionId != job.Value.VersionId)] });
        return (await trail.CommitAsync(changes, [record], cancellation)).Committed;
    }

    // A minute, doubled each time, to an hour: for ever, as AWS says that a rotation "will be reattempted".
    private static TimeSpan BackoffOf(int attempt) => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(attempt - 1, 10))));

    /// <summary>The secret that the job is about; null where it is gone, or another one.</summary>
    private async Task<Stored<Secret>?> SecretOfAsync(RotationJob job, CancellationToken cancellation)
        => await secrets.FindAnyAsync(job.Account, job.Region, job.Name, cancellation) is { } secret && secret.Value.Arn == job.SecretArn
            && secret.Value.DeletionDate is null ? secret : null;

    private async Task<Stored<RotationJob>?> WriteAsync(
        Stored<RotationJob> current, RotationJob job, IReadOnlyList<AuditRecord> events, CancellationToken cancellation)
        => await CommitAsync(changes => changes.Replace(RotationJob.Records, current, job), events, cancellation)
            ? await records.ReadAsync(RotationJob.Records, current.Key, cancellation) : null;

    private async Task<bool> CommitAsync(Action<StagedChanges> stage, IReadOnlyList<AuditRecord> events, CancellationToken cancellation)
    {
        var changes = new StagedChanges();
        stage(changes);
        return (await trail.CommitAsync(changes, events, cancellation)).Committed;
    }

    private static RotationEvent EventOf(RotationJob job) => new(job.Step, job.SecretArn, job.Account, job.Region, job.VersionId, job.RotationToken);

    private AuditRecord Event(string what, RotationJob job, Secret secret, string? reason = null)
    {
        var record = SecretEvents.Rotation($"{(job.IsTest ? "TestRotation" : "Rotation")}{what}", time.GetUtcNow(), secret, Write);
        if (reason is null) return record;
        record.ErrorCode = "RotationFailed";
        record.ErrorMessage = reason.Length > MostReasonCharacters ? reason[..MostReasonCharacters] : reason;
        return record;

        void Write(Utf8JsonWriter json)
        {
            json.WriteString("RotationLambdaArn"u8, secret.Rotation?.LambdaArn);
            json.WriteString("VersionId"u8, job.VersionId);
            json.WriteNumber("Attempt"u8, job.Attempt);
            if (reason is not null) json.WriteString("Step"u8, WireNames.NameOf(job.Step));
        }
    }

    private sealed record Failure(Stored<RotationJob> Job, string Reason);
}
