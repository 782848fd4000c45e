using System.Collections.Concurrent;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The keyring in a folder: seal slots, root keys, and domain keys in sealed files of their own.</summary>
/// <remarks>
/// docs/formats/keyring.md. The folder is made in an order that a crash can stop anywhere: key file, then slot record, then domain key.
/// Each step is durable before the next begins, and the next start goes on where the last one stopped.
/// </remarks>
public sealed partial class Keyring : IKeyring
{
    private const string KeyFileName = "key-file.key";

    private readonly ConcurrentDictionary<string, PurposeKeys> _purposes = new();
    private readonly Lock _changing = new();
    private readonly KeyringFolder _folder;
    private readonly DomainKeys _domainKeys;
    private readonly TimeProvider _time;
    private RootKeys _roots;

    private Keyring(KeyringFolder folder, RootKey root, SecretArena arena, TimeProvider time)
    {
        Arena = arena;
        (_folder, _time) = (folder, time);
        var path = folder.PathOf(RootKeys.FileName);
        _roots = KeyringFolder.Read(path, RootKeys.MaximumLength) is { } file
            ? RootKeys.Open(root, file, path, arena) : RootKeys.First(root, SlotsOf(folder).Min(static slot => slot.Created));
        _domainKeys = new(folder, Purpose(Purposes.DomainKeys), arena, time);
    }

    /// <inheritdoc/>
    public SecretArena Arena { get; }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The root key's name; the same in every slot.</summary>
    public Guid RootId => _roots.Current.Id;

    /// <summary>The names of all root keys that the installation had, the oldest first.</summary>
    public IReadOnlyList<Guid> RootIds => [.. _roots.Ids];

    /// <inheritdoc/>
    public DomainKey CurrentDomainKey => _domainKeys.Current;

    /// <summary>The domain keys that are not destroyed, the oldest first.</summary>
    public IReadOnlyList<DomainKey> AllDomainKeys => _domainKeys.All;

    /// <summary>When the purpose keys for new boxes became current.</summary>
    public DateTimeOffset PurposeKeysTurned => _roots.Turned;

    /// <summary>True if a keyring was made in that folder.</summary>
    public static bool Exists(string folder) => Directory.Exists(folder)
        && (Directory.EnumerateFiles(folder, "*" + SlotSuffix).Any() || Directory.Exists(System.IO.Path.Combine(folder, ReadyName)));

    /// <summary>Opens the keyring in <paramref name="folder"/> with the key file beside its slot, or makes both.</summary>
    /// <exception cref="SealException">It does not open, or others could read it; the message says what to do.</exception>
    public static Keyring OpenOrCreate(string folder, TimeProvider time, SecretArena? arena = null)
    {
        var slot = new KeyFileSlot(System.IO.Path.Combine(folder, KeyFileName));
        if (!Exists(folder)) Create(folder, [slot], time);
        return Open(folder, slot, time, arena);
    }

    /// <summary>Makes a keyring that any of <paramref name="slots"/> opens.</summary>
    /// <exception cref="SealException">There is one already, or what is left of one.</exception>
    public static void Create(string folder, IReadOnlyList<ISealSlot> slots, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(time);
        var files = KeyringFolder.OpenOrCreate(folder);
        if (Exists(folder)) throw new SealException($"{files.Path} holds a keyring already.");
        // Domain keys are made last. If they are here and no slot is, the slots were lost: a new root key would hide that for good.
        if (Directory.Exists(files.PathOf(DomainKeys.FolderName)) && files.Folder(DomainKeys.FolderName).Names(DomainKeyFile.Suffix).Any())
            throw new SealException($"{files.Path} holds domain keys but no seal slot: "
                + $"restore its {SlotSuffix} files from the keyring backup.");

        using var arena = new SecretArena();
        var root = RootKey.New(arena);
        foreach (var slot in slots) WriteSlot(files, slot, root, time.GetUtcNow());
    }

    /// <summary>Opens the keyring in <paramref name="folder"/> with the secret of one of its slots.</summary>
    /// <exception cref="SealException">It does not open, or others could read it; the message says why, and what to do.</exception>
    public static Keyring Open(string folder, ISealSlot slot, TimeProvider time, SecretArena? arena = null)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(time);
        var files = KeyringFolder.OpenOrCreate(folder);
        FinishRekey(files);
        arena ??= new SecretArena();
        try
        {
            return new(files, Unseal(files, slot, arena), arena, time);
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IPurposeKeys Purpose(string purpose) =>
        _purposes.GetOrAdd(purpose, static (name, keyring) => new(() => Volatile.Read(ref keyring._roots), name, keyring.Arena), this);

    /// <inheritdoc/>
    public DomainKey? FindDomainKey(Guid id) => _domainKeys.Find(id);

    /// <summary>Makes a new domain key, durable before it wraps anything. From now on it wraps; the older ones still open.</summary>
    public DomainKey AddDomainKey() => _domainKeys.Add();

    /// <summary>Destroys a domain key that wraps no more, in memory and on disk.</summary>
    public void DestroyDomainKey(Guid id) => _domainKeys.Destroy(id);

    /// <summary>Gives all purposes a new key for new boxes; what the older ones sealed still opens.</summary>
    public void TurnOverPurposeKeys()
    {
        lock (_changing)
        {
            var next = _roots.Next(_time.GetUtcNow());
            _folder.Write(RootKeys.FileName, next.Write());
            Volatile.Write(ref _roots, next);
        }
    }

    /// <summary>Zeroizes: wipes every key of the keyring, and of whoever shares its arena, from memory. Files stay.</summary>
    public void Dispose() => Arena.Dispose();
}
