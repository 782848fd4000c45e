using Strongroom.Audit;
using Strongroom.SecretsManager.Rotation;
using Strongroom.Storage;

namespace Strongroom.SecretsManager;

/// <summary>What the clock does with secrets: removes those whose recovery window ended, and starts the rotations that are due.</summary>
/// <remarks>Each act is one commit with its service event. A node that loses the race to another finds nothing left to do.</remarks>
public sealed class SecretCalendar(Records records, SecretStore secrets, AccessDates accesses, AuditTrail trail, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Does all that is due now.</summary>
    /// <returns>How many calendar entries were worked off.</returns>
    public async ValueTask<int> RunDueAsync(CancellationToken cancellation = default)
    {
        await accesses.FlushAsync(cancellation);
        var done = 0;
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await records.RangeAsync(SecretDeadline.Records, SecretDeadline.Start, SecretDeadline.EndOfDue(now), PageSize, cancellation: cancellation);
            foreach (var deadline in due) await ActAsync(deadline, now, cancellation);
            done += due.Count;
            if (due.Count < PageSize) return done;
        }
    }

    private async ValueTask ActAsync(Stored<SecretDeadline> deadline, DateTimeOffset now, CancellationToken cancellation)
    {
        var entry = deadline.Value;
        var changes = new StagedChanges();
        var events = new List<AuditRecord>();
        changes.Delete(SecretDeadline.Records, deadline);
        var stored = await secrets.FindAnyAsync(entry.Account, entry.Region, entry.Name, cancellation);
        if (stored?.Value.IsGoneAt(now) == true)
        {
            await secrets.DeleteAsync(changes, stored, cancellation);
            events.Add(SecretEvents.EndSecretDelete(now, stored.Value));
        }
        else if (stored?.Value is { DeletionDate: null, IsReplica: false, Rotation: { Enabled: true } rotation } && rotation.DueDate <= now)
        {
            await RotationJob.StageDueAsync(records, changes, stored, now, cancellation);
        }

        await trail.CommitAsync(changes, events, cancellation);
    }
}
