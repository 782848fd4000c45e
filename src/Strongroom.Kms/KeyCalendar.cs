using Strongroom.Audit;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>What the clock does with keys: destroys those whose waiting period ended, and imported material that expired; renews those whose rotation is due.</summary>
/// <remarks>Each act is one commit with its service event. A node that loses the race to another finds nothing left to do.</remarks>
public sealed class KeyCalendar(Records records, RelatedKeys related, MaterialRemoval removal, AuditTrail trail, ISecurityModule module, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Does all that is due now.</summary>
    /// <returns>How many calendar entries were worked off.</returns>
    public async ValueTask<int> RunDueAsync(CancellationToken cancellation = default)
    {
        var done = 0;
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await records.RangeAsync(KeyDeadline.Records, KeyDeadline.Start, KeyDeadline.EndOfDue(now), PageSize, cancellation: cancellation);
            foreach (var deadline in due) await ActAsync(deadline, now, cancellation);
            done += due.Count;
            if (due.Count < PageSize) return done;
        }
    }

    private async ValueTask ActAsync(Stored<KeyDeadline> deadline, DateTimeOffset now, CancellationToken cancellation)
    {
        var entry = deadline.Value;
        var changes = new StagedChanges();
        var events = new List<AuditRecord>();
        changes.Delete(KeyDeadline.Records, deadline);

        var key = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(entry.Account, entry.Region, entry.KeyId), cancellation);
        if (key is not null && key.Value.IsDeletedAt(now)) await DestroyAsync(key, now, changes, events, cancellation);
        else if (key is not null && key.Value.HasExpiredMaterialAt(now)) await ExpireAsync(key, now, changes, events, cancellation);
        else if (key is not null && key.Value.IsRotationDueAt(now)) await RotateAsync(key, now, changes, events, cancellation);
        await trail.CommitAsync(changes, events, cancellation);
    }

    private async ValueTask DestroyAsync(Stored<KmsKey> key, DateTimeOffset now, StagedChanges changes, List<AuditRecord> events, CancellationToken cancellation)
    {
        foreach (var generation in key.Value.Materials)
        {
            module.Forget(generation.BackingKeyId);
            if (await records.FindAsync(BackingKey.Records, BackingKey.RecordKeyOf(key.Value, generation.BackingKeyId), cancellation) is { } backing)
                changes.Delete(BackingKey.Records, backing);
        }
        foreach (var name in key.Value.Aliases)
            if (await records.FindAsync(Alias.Records, Alias.RecordKeyOf(key.Value.Account, key.Value.Region, name), cancellation) is { } alias)
                changes.Delete(Alias.Records, alias);
        if (await records.FindAsync(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key.Value), cancellation) is { } policy) changes.Delete(KeyPolicy.Records, policy);
        if (await records.FindAsync(KeyLastUsage.Records, KeyLastUsage.RecordKeyOf(key.Value.Account, key.Value.Region, key.Value.KeyId), cancellation) is { } usage)
            changes.Delete(KeyLastUsage.Records, usage);
        changes.Delete(KmsKey.Records, key);
        KmsQuotas.CountKey(changes, key.Value, -1);
        await related.StageEndAsync(changes, key.Value, now, cancellation);
        events.Add(KmsEvents.DeleteKey(now, key.Value));
    }

    private async ValueTask ExpireAsync(Stored<KmsKey> key, DateTimeOffset now, StagedChanges changes, List<AuditRecord> events, CancellationToken cancellation)
    {
        var value = key.Value;
        foreach (var material in key.Value.Materials.Where(material => material.Import!.HasExpiredAt(now)))
        {
            value = await removal.StageAsync(changes, value, material, cancellation);
            events.Add(KmsEvents.DeleteExpiredKeyMaterial(now, value, material.KeyMaterialId));
        }
        await related.StageAsync(changes, events, key, value, now, made: null, cancellation);
    }

    private async ValueTask RotateAsync(Stored<KmsKey> key, DateTimeOffset now, StagedChanges changes, List<AuditRecord> events, CancellationToken cancellation)
    {
        var value = key.Value;
        var wrapped = await BackingKey.GenerateAsync(module, value, changes, cancellation);
        var period = value.Rotation!.PeriodInDays;
        var rotated = value.Rotated(wrapped, now, RotationType.Automatic) with { Rotation = new(period, now.AddDays(period)) };
        await related.StageAsync(changes, events, key, rotated, now, wrapped, cancellation);
        KeyDeadline.Stage(changes, rotated);
        events.Add(KmsEvents.RotateKey(now, rotated));
    }
}
