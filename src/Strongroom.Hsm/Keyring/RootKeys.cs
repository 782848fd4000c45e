using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The root keys that purpose keys are derived from: the present one, and those before it, each from the first name that it gave.</summary>
/// <remarks>
/// docs/formats/keyring.md. The earlier ones lie sealed under the present one, so that what they sealed still opens; a slot opens the present
/// one only.
/// </remarks>
internal sealed class RootKeys
{
    public const string FileName = "roots";
    public const int MaximumLength = BoxAt + SealedBox.Overhead + HeadLength + (byte.MaxValue * EntryLength);

    private const byte Version = 1, Suite = 1;
    private const int VersionAt = 4, SuiteAt = 5, RootAt = 6, BoxAt = 22;
    private const int HeadLength = 10, EntryLength = 1 + 16 + SlotRecord.RootKeyLength;

    private readonly (byte First, RootKey Root)[] _entries;

    private RootKeys((byte First, RootKey Root)[] entries, byte current, DateTimeOffset turned) =>
        (_entries, CurrentName, Turned) = (entries, current, turned);

    private static ReadOnlySpan<byte> Magic => "SRRT"u8;

    /// <summary>The name of the keys for new boxes.</summary>
    public byte CurrentName { get; }

    /// <summary>When that name became current.</summary>
    public DateTimeOffset Turned { get; }

    /// <summary>The key that the slots hold.</summary>
    public RootKey Current => _entries[^1].Root;

    /// <summary>The ids of all, the oldest first.</summary>
    public IEnumerable<Guid> Ids => _entries.Select(static entry => entry.Root.Id);

    /// <summary>An installation's first.</summary>
    public static RootKeys First(RootKey root, DateTimeOffset created) => new([(1, root)], 1, created);

    /// <summary>The root key from which the keys of <paramref name="name"/> are derived; null if there is none.</summary>
    public RootKey? Of(byte name) =>
        name == 0 || name > CurrentName ? null : Array.FindLast(_entries, entry => entry.First <= name).Root;

    /// <summary>The next name, from the same root key or from <paramref name="root"/>.</summary>
    /// <exception cref="SealException">All 255 names are used.</exception>
    public RootKeys Next(DateTimeOffset now, RootKey? root = null)
    {
        if (CurrentName == byte.MaxValue) throw new SealException("All 255 names of purpose keys are used.");
        var next = (byte)(CurrentName + 1);
        return new(root is null ? _entries : [.. _entries, (next, root)], next, now);
    }

    public byte[] Write()
    {
        var length = HeadLength + (_entries.Length * EntryLength);
        using var plain = KeyMaterial.Create(length, this, static (bytes, roots) =>
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, roots.Turned.ToUnixTimeMilliseconds());
            (bytes[8], bytes[9]) = (roots.CurrentName, (byte)roots._entries.Length);
            var at = HeadLength;
            foreach (var (first, root) in roots._entries)
            {
                bytes[at] = first;
                root.Id.TryWriteBytes(bytes[(at + 1)..], bigEndian: true, out _);
                using var key = root.Material.Borrow();
                key.Bytes.CopyTo(bytes[(at + 17)..]);
                at += EntryLength;
            }
        });
        var file = new byte[BoxAt + SealedBox.SealedLength(length)];
        Magic.CopyTo(file);
        (file[VersionAt], file[SuiteAt]) = (Version, Suite);
        Current.Id.TryWriteBytes(file.AsSpan(RootAt), bigEndian: true, out _);
        using var lease = plain.Borrow();
        using var sealing = Current.Derive(FileName, 1, SecretArena.Shared);
        using var sealingKey = sealing.Borrow();
        SealedBox.Seal(sealingKey.Bytes, new("strongroom/roots/v1"u8, file.AsSpan(0, BoxAt)), lease.Bytes, file.AsSpan(BoxAt));
        return file;
    }

    /// <summary>Opens the file under the root key that a slot gave.</summary>
    /// <exception cref="SealException">It is damaged, or the slot is one that was replaced.</exception>
    public static RootKeys Open(RootKey root, ReadOnlySpan<byte> file, string path, SecretArena arena)
    {
        var length = file.Length < BoxAt ? -1 : SealedBox.OpenedLength(file.Length - BoxAt);
        if (length < HeadLength || !file.StartsWith(Magic) || file[VersionAt] != Version || file[SuiteAt] != Suite)
            throw new SealException($"{path} is no list of root keys of a known version.");
        var id = new Guid(file.Slice(RootAt, 16), bigEndian: true);
        if (id != root.Id)
            throw new SealException($"The slot opens the root key {root.Id:n}, but the installation's is {id:n}: the slot is of another time, before a rekey.");

        using var sealing = root.Derive(FileName, 1, arena);
        using var key = sealing.Borrow();
        using var plain = KeyMaterial.Create(length, new Parts(key.Bytes, file, path), static (bytes, parts) =>
        {
            if (!SealedBox.TryOpen(parts.Key, new("strongroom/roots/v1"u8, parts.File[..BoxAt]), parts.File[BoxAt..], bytes))
                throw new SealException($"{parts.Path} does not open: it is damaged.");
        }, arena);
        using var lease = plain.Borrow();
        var read = lease.Bytes;
        if (length != HeadLength + (read[9] * EntryLength)) throw new SealException($"{path} is no list of root keys of a known version.");
        var entries = new (byte, RootKey)[read[9]];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = read.Slice(HeadLength + (i * EntryLength), EntryLength);
            entries[i] = (entry[0], new(new Guid(entry.Slice(1, 16), bigEndian: true), KeyMaterial.CopyOf(entry[17..], arena)));
        }

        return new(entries, read[8], DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(read)));
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> key, ReadOnlySpan<byte> file, string path)
    {
        public readonly ReadOnlySpan<byte> Key = key, File = file;
        public readonly string Path = path;
    }
}
