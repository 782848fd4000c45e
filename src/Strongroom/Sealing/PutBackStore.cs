using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>Takes on a store that was put back from an earlier time: what the keyring's ledger says is destroyed is destroyed in it again.</summary>
/// <remarks>Before it serves anything. Idempotent: a start that is stopped here begins here again, since the note that asks for it is removed last.</remarks>
internal static class PutBackStore
{
    private const int PageSize = 100;

    // KMS's shortest waiting period.
    private const int PostponedByDays = 7;

    public static async Task TakeOnAsync(Installation installation, AnchorKeeper anchor, CancellationToken cancellation)
    {
        var found = anchor.Found!;
        if (!found.Replay) installation.Keyring.WriteAnchor(found with { Replay = true });
        var entries = installation.Keyring.Ledger.Destroyed;
        foreach (var entry in entries) await DestroyAsync(installation, entry, cancellation);
        var postponed = await PostponeAsync(installation, entries, cancellation);
        await installation.Trail.CommitAsync(new StagedChanges(), [SealDesk.ConsoleEvent(installation, "AcceptRollback", json =>
        {
            json.WriteNumber("position", installation.Records.Store.Position);
            json.WriteNumber("anchoredPosition", found.Position);
            json.WriteString("anchoredAt", found.At);
            json.WriteNumber("destroyedKeysReapplied", entries.Count);
            json.WriteNumber("deletionsPostponed", postponed);
        })], cancellation);
        await installation.Records.Store.ScrubAsync(cancellation);
        anchor.Write();
    }

    private static async Task DestroyAsync(Installation installation, DestroyedEntry entry, CancellationToken cancellation)
    {
        var records = installation.Records;
        var changes = new StagedChanges();
        var key = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(entry.Account, entry.Region, entry.KeyId), cancellation);
        if (entry.BackingKeyId is { } id)
        {
            var recordKey = BackingKey.Records.Key(entry.Account, entry.Region, entry.KeyId, new BackingKeyId(id).ToString());
            if (await records.FindAsync(BackingKey.Records, recordKey, cancellation) is not { } bytes || bytes.Revision > entry.Revision) return;
            if (key?.Value.Materials.FirstOrDefault(material => material.BackingKeyId.Value == id) is not { Import: not null } material)
            {
                changes.Delete(BackingKey.Records, bytes);
            }
            else
            {
                // Imported material that was deleted, or expired: its key waits for it again.
                var removal = new MaterialRemoval(records, new(records), installation.Module);
                changes.Replace(KmsKey.Records, key, await removal.StageAsync(changes, key.Value, material, cancellation));
            }
        }
        else if (key is not null && key.Revision <= entry.Revision)
        {
            // Its time is over: the calendar ends it at once, with all that hangs on it and a record in the audit trail.
            var ending = key.Value with { State = KeyState.PendingDeletion, DeletionDate = entry.At };
            changes.Replace(KmsKey.Records, key, ending);
            KeyDeadline.Stage(changes, ending);
        }

        if (!changes.IsEmpty) await records.CommitAsync(changes, cancellation);
    }

    // Whoever goes back to rescue a key finds its waiting period over meanwhile: it gets the shortest one anew, to be cancelled in.
    private static async Task<int> PostponeAsync(Installation installation, IReadOnlyList<DestroyedEntry> destroyed, CancellationToken cancellation)
    {
        var (records, now) = (installation.Records, installation.Time.GetUtcNow());
        var gone = destroyed.Where(static entry => entry.BackingKeyId is null).Select(static entry => (entry.Account, entry.Region, entry.KeyId)).ToHashSet();
        var postponed = 0;
        for (var from = KeyDeadline.Start; ;)
        {
            var due = await records.RangeAsync(KeyDeadline.Records, from, KeyDeadline.EndOfDue(now), PageSize, cancellation: cancellation);
            foreach (var deadline in due)
            {
                var (account, region, keyId) = (deadline.Value.Account, deadline.Value.Region, deadline.Value.KeyId);
                var key = await records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(account, region, keyId), cancellation);
                if (key?.Value.IsDeletedAt(now) != true || gone.Contains((account, region, keyId))) continue;
                var changes = new StagedChanges();
                var waiting = key.Value with { DeletionDate = now.AddDays(PostponedByDays) };
                changes.Replace(KmsKey.Records, key, waiting);
                KeyDeadline.Stage(changes, waiting);
                await records.CommitAsync(changes, cancellation);
                postponed++;
            }
            if (due.Count < PageSize) return postponed;
            from = due[^1].Key.Then(0);
        }
    }
}
