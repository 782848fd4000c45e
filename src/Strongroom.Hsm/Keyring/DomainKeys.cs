using System.Collections.Concurrent;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The domain keys of a keyring, each in a sealed file of its own.</summary>
internal sealed class DomainKeys
{
    public const string FolderName = "domain-keys";

    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<Guid, DomainKey> _keys = new();
    private readonly KeyringFolder _folder;
    private readonly IPurposeKeys _sealing;
    private readonly SecretArena _arena;
    private readonly TimeProvider _time;
    private DomainKey? _current;

    public DomainKeys(KeyringFolder keyring, IPurposeKeys sealing, SecretArena arena, TimeProvider time)
    {
        (_folder, _sealing, _arena, _time) = (keyring.Folder(FolderName), sealing, arena, time);
        foreach (var name in _folder.Names(DomainKeyFile.Suffix)) Load(name);
        _current = Newest();
    }

    /// <summary>Those that are there, the oldest first.</summary>
    public IReadOnlyList<DomainKey> All => [.. _keys.Values.OrderBy(static key => key.Created).ThenBy(static key => key.Id)];

    public DomainKey Current
    {
        get
        {
            if (Volatile.Read(ref _current) is { } current) return current;
            lock (_making) return _current ?? Add();
        }
    }

    public DomainKey? Find(Guid id)
    {
        if (_keys.TryGetValue(id, out var key)) return key;
        // Another node may have made it since.
        lock (_making) return _keys.TryGetValue(id, out key) ? key : Load(DomainKeyFile.NameOf(id));
    }

    /// <summary>Makes a new one, durable before it wraps anything.</summary>
    public DomainKey Add()
    {
        lock (_making)
        {
            var key = new DomainKey(BackingKeyId.New().Value, Later(_time.GetUtcNow()), KeyMaterial.Random(SealedBox.KeyLength, _arena));
            _folder.Write(DomainKeyFile.NameOf(key.Id), DomainKeyFile.Write(_sealing, key));
            _keys[key.Id] = key;
            Volatile.Write(ref _current, key);
            return key;
        }
    }

    /// <summary>Destroys one that does not wrap any more: in memory and on disk. What it alone could open is lost.</summary>
    public void Destroy(Guid id)
    {
        lock (_making)
        {
            if (_current?.Id == id) throw new InvalidOperationException("The domain key that wraps is not destroyed.");
            _folder.Shred(DomainKeyFile.NameOf(id));
            if (_keys.TryRemove(id, out var key)) key.Material.Dispose();
        }
    }

    private DomainKey? Load(string name)
    {
        var path = _folder.PathOf(name);
        if (KeyringFolder.Read(path, DomainKeyFile.Length) is not { } file) return null;
        var key = DomainKeyFile.Open(_sealing, file, path, _arena);
        _keys[key.Id] = key;
        return key;
    }

    private DomainKey? Newest() => _keys.Values.OrderByDescending(key => key.Created).ThenBy(key => key.Id).FirstOrDefault();

    /// <summary>
    /// A time after that of every known domain key, even where the clock was set back: "newest" follows the order of making.
    /// </summary>
    private DateTimeOffset Later(DateTimeOffset now) =>
        Newest() is { } newest && newest.Created >= now ? newest.Created.AddMilliseconds(1) : now;
}
