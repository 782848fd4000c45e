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
        if (entry.BackingKeyId is { } id)
        {
            var material = await records.FindAsync(BackingKey.Records,
                BackingKey.Records.Key(entry.Account, entry.Region, entry.KeyId, new BackingKeyId(id).ToString()), cancellation);
            if (material is not null && material.Revision <= entry.Revision)
            {
                changes.Delete(BackingKey.Records, material);
                if (await FindKeyAsync(records, entry, cancellation) is { } owner) StageImportGone(changes, owner, new(id));
            }
        }
        else if (await FindKeyAsync(records, entry, cancellation) is { } key && key.Revision <= entry.Revision)
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
