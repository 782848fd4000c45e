using System.Buffers.Binary;
using System.Text;
using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Backups;

/// <summary>The keyring in one file: everything in its folder but the key file, whose secret opens all of it.</summary>
/// <remarks>docs/formats/backup.md. Each file is sealed as it lies; a MAC under a key of the keyring tells that they belong together.</remarks>
internal static class KeyringBackup
{
    private const int LongestFile = 256 << 20, MacLength = 32;

    public static void Write(Keyring keyring, string path, BackupHeader header)
    {
        using var body = new MemoryStream();
        body.Write(header.Write());
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (name, content) in keyring.Pack())
        {
            body.WriteByte(checked((byte)name.Length));
            body.Write(Encoding.ASCII.GetBytes(name));
            BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
            body.Write(length);
            body.Write(content);
        }

        body.WriteByte(0);
        var keys = keyring.Purpose(Purposes.Backups);
        body.WriteByte(keys.Current);
        var mac = new byte[MacLength];
        MacOf(keys, keys.Current, body.GetBuffer().AsSpan(0, (int)body.Length), mac);
        using (var file = BackupFile.Create(path))
        {
            file.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
            file.Write(mac);
            file.Flush(flushToDisk: true);
        }

        BackupFile.Keep(path);
    }

    /// <summary>Puts the files of a backup into an empty keyring folder. Whether they are genuine, <see cref="Demand"/> says once it is open.</summary>
    /// <exception cref="BackupException">The file was cut, or is none.</exception>
    public static BackupHeader Unpack(string path, string folder)
    {
        var bytes = File.ReadAllBytes(path);
        using var stream = new MemoryStream(bytes);
        var header = BackupHeader.Read(stream, Path.GetFileName(path), BackupKind.Keyring);
        var files = new List<(string, byte[])>();
        var rest = bytes.AsSpan(BackupHeader.Length);
        while (true)
        {
            if (rest.IsEmpty) throw Cut(path);
            var name = rest[0];
            if (name == 0) break;
            if (rest.Length < 5 + name) throw Cut(path);
            var length = BinaryPrimitives.ReadInt32BigEndian(rest[(1 + name)..]);
            if (length < 0 || length > LongestFile || rest.Length < 5 + name + length) throw Cut(path);
            files.Add((Encoding.ASCII.GetString(rest.Slice(1, name)), rest.Slice(5 + name, length).ToArray()));
            rest = rest[(5 + name + length)..];
        }

        if (rest.Length != 2 + MacLength) throw Cut(path);
        Keyring.Unpack(folder, files);
        return header;
    }

    /// <summary>Refuses a file that is not as the keyring wrote it.</summary>
    /// <exception cref="BackupException">It was changed.</exception>
    public static void Demand(string path, Keyring keyring)
    {
        var bytes = File.ReadAllBytes(path);
        Span<byte> mac = stackalloc byte[MacLength];
        var keys = keyring.Purpose(Purposes.Backups);
        if (bytes.Length < MacLength + 1 || keys.Find(bytes[^(MacLength + 1)]) is null) throw Changed(path);
        MacOf(keys, bytes[^(MacLength + 1)], bytes.AsSpan(0, bytes.Length - MacLength), mac);
        if (!FixedTime.Equals(mac, bytes.AsSpan(bytes.Length - MacLength))) throw Changed(path);
    }

    private static void MacOf(IPurposeKeys keys, byte name, ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        using var lease = keys.Find(name)!.Borrow();
        Mac.HmacSha256(lease.Bytes, bytes, mac);
    }

    private static BackupException Cut(string path) => new($"{Path.GetFileName(path)} is incomplete: it was cut.");

    private static BackupException Changed(string path) => new($"{Path.GetFileName(path)} was changed: its check does not match.");
}
