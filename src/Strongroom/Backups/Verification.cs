using Strongroom.Audit;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>Reads everything that an installation keeps, and names what is damaged. No server runs on it meanwhile.</summary>
internal static class Verification
{
    /// <summary>Names each damage by <paramref name="damaged"/>; says how much is well.</summary>
    public static async Task<string> RunAsync(ServerOptions options, Keyring keyring, Action<string> damaged, CancellationToken cancellation)
    {
        var anchor = Try(keyring.ReadAnchor, damaged);
        Try(() => keyring.Ledger, damaged);
        foreach (var slot in keyring.Slots.Where(static slot => slot.Kind == default)) damaged($"The seal slot {slot.FileName} is no slot of a known version.");
        await using var store = SqliteRecordStore.Open(options.StoreFolder);
        var records = new Records(store, keyring.Purpose(Purposes.Records));
        if (anchor is { Replay: false } && anchor.Position > store.Position) damaged($"The store is at position {store.Position}, but was at {anchor.Position} on {anchor.At:u}.");
        await foreach (var damage in records.VerifyAsync(RecordTypes.All(records), cancellation)) damaged(damage.Message);
        var keys = await VerifyKeysAsync(records, keyring, damaged, cancellation);
        var journal = JournalVerifier.Verify(Path.Combine(options.StoreFolder, "audit"), keyring.Purpose(Purposes.Audit));
        if (journal.Damage is { } cut) damaged(cut.Message);
        return $"{keyring.AllDomainKeys.Count} domain keys, {keys} backing keys, {journal.Records} audit records in {journal.Segments} segments, store position {store.Position}";
    }

    // A record may be whole, and what it holds may still need a domain key that is gone.
    private static async Task<long> VerifyKeysAsync(Records records, Keyring keyring, Action<string> damaged, CancellationToken cancellation)
    {
        const int page = 256;
        var count = 0L;
        var from = Kms.BackingKey.Records.Key();
        var end = from.EndOfChildren;
        using var module = new InProcessSecurityModule(keyring, TimeProvider.System);
        while (true)
        {
            IReadOnlyList<Stored<Kms.BackingKey>> keys;
            try
            {
                keys = await records.RangeAsync(Kms.BackingKey.Records, from, end, page, cancellation: cancellation);
            }
            catch (DamagedRecordException)
            {
                return count; // Named before.
            }

            foreach (var key in keys) Try(() => module.Rewrap(key.Value.ToWrapped()), damaged);
            count += keys.Count;
            if (keys.Count < page) return count;
            from = keys[^1].Key.EndOfChildren;
        }
    }

    private static T? Try<T>(Func<T?> read, Action<string> damaged) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception refused) when (refused is SealException or BackingKeyUnavailableException)
        {
            damaged(refused.Message);
            return null;
        }
    }
}
