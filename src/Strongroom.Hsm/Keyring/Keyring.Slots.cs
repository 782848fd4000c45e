using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <content>Seal slots: which there are, and how they come and go.</content>
public sealed partial class Keyring
{
    private const string SlotSuffix = ".slot", KeyFileSlotName = "key-file" + SlotSuffix;

    /// <summary>The slots, readable while sealed.</summary>
    /// <exception cref="SealException">There is no keyring, or others could read it.</exception>
    public static IReadOnlyList<SealSlotInfo> SlotsOf(string folder) => SlotsOf(KeyringFolder.Open(folder));

    /// <summary>The slots.</summary>
    public IReadOnlyList<SealSlotInfo> Slots => SlotsOf(_folder);

    /// <summary>Adds a slot: from now on its secret opens the keyring too.</summary>
    /// <exception cref="SealException">The slot cannot be made.</exception>
    public SealSlotInfo AddSlot(ISealSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        lock (_changing) return WriteSlot(_folder, slot, _roots.Current, _time.GetUtcNow());
    }

    /// <summary>Removes a slot. Copies of its record, as in backups of the keyring, still open with its secret: only a rekey ends that.</summary>
    /// <exception cref="SealException">There is no such slot, or it is the last.</exception>
    public SealSlotInfo RemoveSlot(Guid id)
    {
        lock (_changing)
        {
            var slots = Slots;
            var slot = slots.FirstOrDefault(slot => slot.Id == id) ?? throw new SealException($"There is no slot {id:n}.");
            if (slots.Count == 1) throw new SealException("This is the last slot: without it, nothing would ever open the keyring again. Add another first.");
            _folder.Shred(slot.FileName);
            if (slot.FileName == KeyFileSlotName) _folder.Shred(KeyFileName);
            return slot;
        }
    }

    private static SealSlotInfo WriteSlot(KeyringFolder folder, ISealSlot slot, RootKey root, DateTimeOffset now)
    {
        if (slot is BesideKeyFile) slot = new KeyFileSlot(folder.PathOf(KeyFileName));
        var id = BackingKeyId.New().Value;
        var record = SlotRecord.Write(slot, id, root, now);
        var isBeside = slot is KeyFileSlot file && System.IO.Path.GetFullPath(file.Path) == System.IO.Path.GetFullPath(folder.PathOf(KeyFileName));
        var name = isBeside ? KeyFileSlotName : $"{id:n}{SlotSuffix}";
        folder.Write(name, record);
        return SlotRecord.Describe(record, folder.PathOf(name));
    }

    private static RootKey Unseal(KeyringFolder folder, ISealSlot slot, SecretArena arena)
    {
        SealException? refusal = null;
        var slots = SlotsOf(folder).Where(info => info.Kind == slot.Kind).ToList();
        if (slot is KeyFileSlot file && System.IO.Path.GetFileName(file.Path) == KeyFileName && slots.Exists(static info => info.FileName == KeyFileSlotName))
            slots = [.. slots.OrderBy(static info => info.FileName != KeyFileSlotName)];
        foreach (var info in slots)
        {
            try
            {
                var path = folder.PathOf(info.FileName);
                return SlotRecord.Open(slot, KeyringFolder.Read(path, SlotRecord.MaximumLength)!, path, arena);
            }
            catch (SealException refused)
            {
                refusal ??= refused;
            }
        }

        throw refusal ?? new SealException($"{folder.Path} has no seal slot of the kind {slot.Kind}: "
            + $"if it was lost, restore the {SlotSuffix} files from the keyring backup.");
    }

    private static IReadOnlyList<SealSlotInfo> SlotsOf(KeyringFolder folder) =>
        [.. folder.Names(SlotSuffix).Order(StringComparer.Ordinal).Select(name =>
        {
            var path = folder.PathOf(name);
            return SlotRecord.Describe(KeyringFolder.Read(path, SlotRecord.MaximumLength)!, path);
        })];
}
