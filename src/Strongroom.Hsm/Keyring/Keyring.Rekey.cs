using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <content>A new root key, all or nothing.</content>
/// <remarks>
/// Everything that changes is first written into a folder of its own; renaming that folder is the moment from which the new root key holds.
/// The moves that follow need no secret, so that the next start finishes them, whoever killed the last.
/// </remarks>
public sealed partial class Keyring
{
    private const string PendingName = "rekey-pending", ReadyName = "rekey-ready", ManifestName = "manifest";

    /// <summary>
    /// Makes a new root key that <paramref name="slots"/> open and no earlier slot does, new purpose keys below it, and a new domain key.
    /// What the earlier ones sealed still opens, through the new one.
    /// </summary>
    /// <remarks>A key file beside the keyring is made anew: say so with <see cref="BesideKeyFile"/>.</remarks>
    /// <exception cref="SealException">A slot cannot be made; nothing has changed.</exception>
    public void Rekey(IReadOnlyList<ISealSlot> slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        lock (_changing)
        {
            _folder.DeleteFolder(PendingName);
            var pending = _folder.Folder(PendingName);
            var root = RootKey.New(Arena);
            var next = _roots.Next(_time.GetUtcNow(), root);
            var manifest = new StringBuilder();
            foreach (var slot in slots)
                manifest.Append(WriteSlot(pending, slot, root, _time.GetUtcNow()).FileName).Append('\n');
            pending.Write(RootKeys.FileName, next.Write());
            var sealing = new PurposeKeys(() => next, Purposes.DomainKeys, Arena);
            foreach (var key in _domainKeys.All) pending.Write(DomainKeyFile.NameOf(key.Id), DomainKeyFile.Write(sealing, key));
            pending.Write(ManifestName, Encoding.ASCII.GetBytes(manifest.ToString()));

            _folder.RenameFolder(PendingName, ReadyName);
            Volatile.Write(ref _roots, next);
            FinishRekey(_folder);
            _domainKeys.Add();
            // Whoever has the old root key and an old copy of the folder has these: what lives is to be wrapped anew.
            Ledger = Ledger with { Leaving = [.. Ledger.Leaving.Union(_domainKeys.All.SkipLast(1).Select(static key => key.Id))] };
        }
    }

    // Idempotent: what was moved is no longer in the folder, and what is to be removed is known by the manifest, which goes last.
    private static void FinishRekey(KeyringFolder folder)
    {
        folder.DeleteFolder(PendingName);
        if (!Directory.Exists(folder.PathOf(ReadyName))) return;
        var ready = folder.Folder(ReadyName);
        var manifest = KeyringFolder.Read(ready.PathOf(ManifestName), 1 << 16);
        if (manifest is not null)
        {
            var slots = Encoding.ASCII.GetString(manifest).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var domainKeys = folder.Folder(DomainKeys.FolderName);
            foreach (var name in ready.Names("").Where(static name => name != ManifestName).ToList())
            {
                var isDomainKey = name.EndsWith(DomainKeyFile.Suffix, StringComparison.Ordinal) && name != KeyFileName;
                // A domain key that was destroyed in between must not come back; it cannot have been, since a rekey holds off everything else.
                (isDomainKey ? domainKeys : folder).MoveFrom(ready, name, name);
            }

            foreach (var name in folder.Names(SlotSuffix).Except(slots).ToList()) folder.Shred(name);
            if (!slots.Contains(KeyFileSlotName)) folder.Shred(KeyFileName);
        }

        folder.DeleteFolder(ReadyName);
    }
}

/// <summary>Stands for the key file that lies beside the keyring; a rekey makes it anew.</summary>
public sealed class BesideKeyFile : ISealSlot
{
    /// <inheritdoc/>
    public SealSlotKind Kind => SealSlotKind.KeyFile;

    /// <inheritdoc/>
    public byte[] Prepare() => throw new InvalidOperationException("The keyring knows where its key file is.");

    /// <inheritdoc/>
    public KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena) => throw new InvalidOperationException("The keyring knows where its key file is.");
}
