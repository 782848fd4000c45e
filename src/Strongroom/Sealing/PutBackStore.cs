using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>Takes on a store that was put back from an earlier time: what the keyring's ledger says is destroyed is destroyed in it again.</summary>
/// <remarks>Before it serves anything. Idempotent: a start that is stopped here begins here again, since the note that asks for it is removed last.</remarks>
internal static class PutBackStore
{
    public static async Task TakeOnAsync(Installation installation, AnchorKeeper anchor, CancellationToken cancellation)
    {
        var found = anchor.Found!;
        if (!found.Replay) installation.Keyring.WriteAnchor(found with { Replay = true });
        var entries = installation.Keyring.Ledger.Destroyed;
        foreach (var entry in entries) await DestroyAsync(installation, entry, cancellation);
        await installation.Trail.CommitAsync(new StagedChanges(), [SealDesk.ConsoleEvent(installation, "AcceptRollback", json =>
        {
            json.WriteNumber("position", installation.Records.Store.Position);
            json.WriteNumber("anchoredPosition", found.Position);
            json.WriteString("anchoredAt", found.At);
            json.WriteNumber("destroyedKeysReapplied", entries.Count);
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

    private static ValueTask<Stored<KmsKey>?> FindKeyAsync(Records records, DestroyedEntry entry, CancellationToken cancellation)
        => records.FindAsync(KmsKey.Records, KmsKey.RecordKeyOf(entry.Account, entry.Region, entry.KeyId), cancellation);

    // A key whose imported bytes are gone waits for them again.
    private static void StageImportGone(StagedChanges changes, Stored<KmsKey> key, BackingKeyId id)
    {
        var material = key.Value.Materials.FirstOrDefault(material => material.BackingKeyId == id);
        if (material?.Import is { IsPresent: true } import)
            changes.Replace(KmsKey.Records, key, key.Value.WithImport(material.KeyMaterialId, import.Gone()));
    }
}
