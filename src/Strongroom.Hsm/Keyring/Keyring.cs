using System.Collections.Concurrent;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The keyring in a folder: seal slots, and domain keys in sealed files of their own.</summary>
/// <remarks>
/// docs/formats/keyring.md. The folder is made in an order that a crash can stop anywhere: key file, then slot record, then domain key.
/// Each step
/// is durable before the next begins, and the next start goes on where the last one stopped.
/// </remarks>
public sealed class Keyring : IKeyring
{
    private const string SlotSuffix = ".slot", KeyFileName = "key-file.key", KeyFileSlotName = "key-file" + SlotSuffix;
    private const string DomainKeysName = "domain-keys";

    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<Guid, DomainKey> _domainKeys = new();
    private readonly ConcurrentDictionary<string, PurposeKeys> _purposes = new();
    private readonly KeyringFolder _domainKeyFolder;
    private readonly RootKey _root;
    private readonly TimeProvider _time;
    private DomainKey? _current;

    private Keyring(KeyringFolder folder, RootKey root, SecretArena arena, TimeProvider time)
    {
        Arena = arena;
        (_root, _time) = (root, time);
        _domainKeyFolder = folder.Folder(DomainKeysName);
        foreach (var name in _domainKeyFolder.Names(DomainKeyFile.Suffix)) Load(name);
        _current = Newest();
    }

    /// <inheritdoc/>
    public SecretArena Arena { get; }

    /// <inheritdoc/>
    public DomainKey CurrentDomainKey
    {
        get
        {
            if (Volatile.Read(ref _current) is { } current) return current;
            lock (_making) return _current ?? AddDomainKey();
        }
    }

    /// <summary>True if a keyring was made in that folder.</summary>
    public static bool Exists(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + SlotSuffix).Any();

    /// <summary>Opens the keyring in <paramref name="folder"/> with the key file beside its slot, or makes both.</summary>
    /// <exception cref="SealException">It does not open, or others could read it; the message says what to do.</exception>
    public static Keyring OpenOrCreate(string folder, TimeProvider time, SecretArena? arena = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        var files = KeyringFolder.OpenOrCreate(folder);
        var slot = new KeyFileSlot(files.PathOf(KeyFileName));
        var made = !Exists(folder);
        if (made) Make(files, slot, time);

        arena ??= new SecretArena();
        try
        {
            var path = files.PathOf(KeyFileSlotName);
            var record = KeyringFolder.Read(path, SlotRecord.MaximumLength) ?? throw new SealException($"The seal slot {path} is missing.");
            return new(files, SlotRecord.Open(slot, record, path, arena), arena, time);
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IPurposeKeys Purpose(string purpose) =>
        _purposes.GetOrAdd(purpose, static (name, keyring) => new(keyring._root, name, current: 1, keyring.Arena), this);

    /// <inheritdoc/>
    public DomainKey? FindDomainKey(Guid id)
    {
        if (_domainKeys.TryGetValue(id, out var key)) return key;
        // Another node may have made it since.
        lock (_making) return _domainKeys.TryGetValue(id, out key) ? key : Load(DomainKeyFile.NameOf(id));
    }

    /// <summary>Makes a new domain key, durable before it wraps anything. From now on it wraps; the older ones still open.</summary>
    public DomainKey AddDomainKey()
    {
        lock (_making)
        {
            var key = new DomainKey(BackingKeyId.New().Value, Later(_time.GetUtcNow()), KeyMaterial.Random(SealedBox.KeyLength, Arena));
            _domainKeyFolder.Write(DomainKeyFile.NameOf(key.Id), DomainKeyFile.Write(Purpose(Purposes.DomainKeys), key));
            _domainKeys[key.Id] = key;
            Volatile.Write(ref _current, key);
            return key;
        }
    }

    /// <summary>Zeroizes: wipes every key of the keyring, and of whoever shares its arena, from memory. Files stay.</summary>
    public void Dispose() => Arena.Dispose();

    private static void Make(KeyringFolder files, KeyFileSlot slot, TimeProvider time)
    {
        // Domain keys are made last. If they are here and no slot is, the slots were lost: a new root key would hide that for good.
        if (Directory.Exists(files.PathOf(DomainKeysName)) && files.Folder(DomainKeysName).Names(DomainKeyFile.Suffix).Any())
            throw new SealException($"{files.Path} holds domain keys but no seal slot: "
                + $"restore its {SlotSuffix} files from the keyring backup.");

        using var arena = new SecretArena();
        files.Write(KeyFileSlotName, SlotRecord.Write(slot, BackingKeyId.New().Value, RootKey.New(arena), time.GetUtcNow()));
    }

    private DomainKey? Load(string name)
    {
        var path = _domainKeyFolder.PathOf(name);
        if (KeyringFolder.Read(path, DomainKeyFile.Length) is not { } file) return null;
        var key = DomainKeyFile.Open(Purpose(Purposes.DomainKeys), file, path, Arena);
        _domainKeys[key.Id] = key;
        return key;
    }

    private DomainKey? Newest() => _domainKeys.Values.OrderByDescending(key => key.Created).ThenBy(key => key.Id).FirstOrDefault();

    /// <summary>
    /// A time after that of every known domain key, even where the clock was set back: "newest" follows the order of making.
    /// </summary>
    private DateTimeOffset Later(DateTimeOffset now) =>
        Newest() is { } newest && newest.Created >= now ? newest.Created.AddMilliseconds(1) : now;
}
