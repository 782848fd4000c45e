using Strongroom.Hsm;
using Strongroom.Kms;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>Makes destroyed keys really gone: the ledger, the daily domain key, the wrapping anew, and the end of old domain keys.</summary>
/// <remarks>
/// A generation that was deleted still lies in backups, wrapped under a domain key. So the domain key has to go. Once a day whatever else is
/// wrapped under it is wrapped anew, from when on nothing live needs it; and when the backups from before have expired, it is destroyed.
/// Each step can be stopped anywhere: the next run finds what is left to do.
/// </remarks>
public sealed class KeyringUpkeep(Installation installation) : IDisposable
{
    private const int Page = 256, CommitSize = 32;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), PurposeKeyLife = TimeSpan.FromDays(90);

    private readonly SemaphoreSlim running = new(1, 1);
    private bool scrubOwed;

    private Keyring Keyring => installation.Keyring;

    private Records Records => installation.Records;

    /// <summary>Does what is due: notes what was destroyed at once, the rest once a day.</summary>
    public async ValueTask RunAsync(CancellationToken cancellation = default)
    {
        await running.WaitAsync(cancellation);
        try
        {
            await NoteDestroyedAsync(cancellation);
            if (scrubOwed) await ScrubAsync(cancellation);
            var now = installation.Time.GetUtcNow();
            if (now - Keyring.CurrentDomainKey.Created < Day) return;

            var current = Keyring.AddDomainKey();
            if (now - Keyring.PurposeKeysTurned >= PurposeKeyLife && Keyring.Purpose(Purposes.Records).Current < byte.MaxValue) Keyring.TurnOverPurposeKeys();
            var needed = await RewrapAsync(cancellation);
            EndDomainKeys(needed, current, now);
        }
        finally
        {
            running.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();

    // The notes go into the ledger first, and only then out of the store: whatever happens in between, none is lost.
    private async Task NoteDestroyedAsync(CancellationToken cancellation)
    {
        var all = DestroyedKey.Records.Key();
        while (await Records.RangeAsync(DestroyedKey.Records, all, all.EndOfChildren, Page, cancellation: cancellation) is { Count: > 0 } notes)
        {
            var now = installation.Time.GetUtcNow();
            var ledger = Keyring.Ledger;
            var entries = notes.Select(static note => note.Value)
                .Select(note => new DestroyedEntry(note.Account, note.Region, note.KeyId, note.BackingKeyId, note.DomainKeyId, note.Revision, now)).ToList();
            Keyring.Ledger = ledger with
            {
                // By revision as well: imported material may come back, and be destroyed again under another domain key.
                Destroyed = [.. ledger.Destroyed.Concat(entries)
                    .DistinctBy(static entry => (entry.Account, entry.Region, entry.KeyId, entry.BackingKeyId, entry.Revision))],
                Leaving = [.. ledger.Leaving.Union(entries.Select(static entry => entry.DomainKeyId).OfType<Guid>())],
            };

            // Opened again by a call under way since it was forgotten the first time.
            foreach (var entry in entries)
                if (entry.BackingKeyId is { } id) installation.Module.Forget(new(id));
            var changes = new StagedChanges();
            foreach (var note in notes) changes.Delete(DestroyedKey.Records, note);
            await Records.CommitAsync(changes, cancellation);
            scrubOwed = true;
        }
    }

    private async Task ScrubAsync(CancellationToken cancellation)
    {
        try
        {
            await Records.Store.ScrubAsync(cancellation);
            scrubOwed = false;
        }
        catch (TimeoutException)
        {
            // A long reading, such as a backup, holds on to the log: the next run tries again.
        }
    }

    /// <summary>Wraps anew what lies under domain keys that are to go; says which domain keys are still needed.</summary>
    private async Task<HashSet<Guid>> RewrapAsync(CancellationToken cancellation)
    {
        var leaving = Keyring.Ledger.Leaving.ToHashSet();
        var needed = new HashSet<Guid>();
        var from = BackingKey.Records.Key();
        var end = from.EndOfChildren;
        for (IReadOnlyList<Stored<BackingKey>> page; ; from = page[^1].Key.EndOfChildren)
        {
            page = await Records.RangeAsync(BackingKey.Records, from, end, Page, cancellation: cancellation);
            foreach (var chunk in page.Where(stored => leaving.Contains(stored.Value.ToWrapped().DomainKeyId)).Chunk(CommitSize))
                await RewrapAsync(chunk, needed, cancellation);
            needed.UnionWith(page.Select(static stored => stored.Value.ToWrapped().DomainKeyId).Where(id => !leaving.Contains(id)));
            if (page.Count < Page) return needed;
        }
    }

    private async Task RewrapAsync(Stored<BackingKey>[] keys, HashSet<Guid> needed, CancellationToken cancellation)
    {
        var changes = new StagedChanges();
        foreach (var key in keys) changes.Replace(BackingKey.Records, key, BackingKey.From(installation.Module.Rewrap(key.Value.ToWrapped())));
        if ((await Records.CommitAsync(changes, cancellation)).Committed) return;

        // One of them was changed, or deleted, just now. Tomorrow is early enough.
        foreach (var key in keys) needed.Add(key.Value.ToWrapped().DomainKeyId);
    }

    private void EndDomainKeys(HashSet<Guid> needed, DomainKey current, DateTimeOffset now)
    {
        var ledger = Keyring.Ledger;
        var retention = TimeSpan.FromDays(installation.Options.BackupRetentionDays);
        var idle = Keyring.AllDomainKeys.Where(key => key.Id != current.Id && !needed.Contains(key.Id)).Select(static key => key.Id).ToHashSet();

        // Only one that was idle in an earlier run as well: what was being wrapped under it then has been stored, and counted, since.
        var ended = ledger.Retired.Where(key => idle.Contains(key.Id) && key.At + retention <= now).Select(static key => key.Id).ToHashSet();
        foreach (var id in ended) Keyring.DestroyDomainKey(id);
        var left = Keyring.AllDomainKeys.Select(static key => key.Id).ToHashSet();
        var retired = ledger.Retired.Where(key => idle.Contains(key.Id) && left.Contains(key.Id)).ToList();
        retired.AddRange(idle.Where(left.Contains).Except(retired.Select(static key => key.Id)).Select(id => new RetiredDomainKey(id, now)));
        Keyring.Ledger = new()
        {
            Retired = retired,
            Leaving = [.. ledger.Leaving.Where(left.Contains)],
            Destroyed = [.. ledger.Destroyed.Where(entry => IsRestorable(entry, left, now - retention))],
        };
    }

    // A KMS key as such has no secret: its entry stays for as long as a backup that has it could be restored.
    private static bool IsRestorable(DestroyedEntry entry, HashSet<Guid> domainKeys, DateTimeOffset oldest) =>
        entry.DomainKeyId is { } id ? domainKeys.Contains(id) : entry.At >= oldest - TimeSpan.FromDays(2);
}
