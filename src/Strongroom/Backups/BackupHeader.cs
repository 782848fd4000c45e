using System.Buffers.Binary;

namespace Strongroom.Backups;

/// <summary>The beginning of a backup file: what it is, and of which installation and time.</summary>
/// <remarks>docs/formats/backup.md.</remarks>
/// <param name="Kind">Data or keyring.</param>
/// <param name="Id">Random.</param>
/// <param name="RootId">The installation's root key at that time.</param>
/// <param name="Created">When it was begun.</param>
/// <param name="Position">The store's position.</param>
/// <param name="RevisionsBelow">Bound of the store's revisions.</param>
public sealed record BackupHeader(BackupKind Kind, Guid Id, Guid RootId, DateTimeOffset Created, long Position, long RevisionsBelow)
{
    /// <summary>Bytes that it takes.</summary>
    public const int Length = 63;

    private const byte Version = 1, Suite = 1;

    private static ReadOnlySpan<byte> Magic => "SRBK"u8;

    /// <summary>Its bytes.</summary>
    public byte[] Write()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        (bytes[4], bytes[5], bytes[6]) = (Version, Suite, (byte)Kind);
        Id.TryWriteBytes(bytes.AsSpan(7), bigEndian: true, out _);
        RootId.TryWriteBytes(bytes.AsSpan(23), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(39), Created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(47), Position);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(55), RevisionsBelow);
        return bytes;
    }

    /// <summary>Reads it from the beginning of a file.</summary>
    /// <exception cref="BackupException">The file is no backup of this kind.</exception>
    public static BackupHeader Read(Stream file, string name, BackupKind kind)
    {
        var bytes = new byte[Length];
        if (file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false) != Length || !bytes.AsSpan().StartsWith(Magic))
            throw new BackupException($"{name} is no Strongroom backup.");
        if (bytes[4] != Version || bytes[5] != Suite) throw new BackupException($"{name} is a backup of format {bytes[4]}.{bytes[5]}; this program knows {Version}.{Suite}.");
        var (wanted, other) = kind == BackupKind.Data ? ("data", "keyring") : ("keyring", "data");
        if (bytes[6] != (byte)kind) throw new BackupException($"{name} is a backup of the {other}, not of the {wanted}.");
        var created = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(39));
        return new((BackupKind)bytes[6], new(bytes.AsSpan(7, 16), bigEndian: true), new(bytes.AsSpan(23, 16), bigEndian: true),
            created is >= 0 and < 253402300800000 ? DateTimeOffset.FromUnixTimeMilliseconds(created) : default,
            BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(47)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(55)));
    }
}

/// <summary>The two files of a backup; the numbers are stored.</summary>
public enum BackupKind
{
    /// <summary>Records, blobs, the audit journal, credentials' files; all of it sealed.</summary>
    Data = 1,

    /// <summary>Seal slots, root keys, domain keys, ledger; each sealed by itself.</summary>
    Keyring = 2,
}

/// <summary>A backup cannot be made, or is refused; the message says which file, and why.</summary>
public sealed class BackupException(string message, Exception? cause = null) : Exception(message, cause);
