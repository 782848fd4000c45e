using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Backups;

/// <summary>What a data backup holds, known once all of it was read and found whole.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Records">How many records.</param>
/// <param name="Files">How many files.</param>
/// <param name="DomainKeys">The domain keys that its KMS keys need.</param>
/// <param name="Length">Bytes of the file.</param>
internal sealed record BackupContents(BackupHeader Header, long Records, long Files, IReadOnlyList<Guid> DomainKeys, long Length)
{
    /// <summary>Reads the whole file and checks every part of it.</summary>
    /// <exception cref="BackupException">It was cut, changed or put together from others.</exception>
    public static BackupContents Verify(string path, string name, IPurposeKeys keys, CancellationToken cancellation)
        => Read(path, name, keys, static (_, _) => { }, cancellation);

    /// <summary>Reads the whole file; <paramref name="take"/> receives its frames.</summary>
    /// <exception cref="BackupException">It was cut, changed or put together from others.</exception>
    public static BackupContents Read(string path, string name, IPurposeKeys keys, SealedFrames.FrameReader take, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var header = BackupHeader.Read(file, name, BackupKind.Data);
        BackupContents? contents = null;
        long records = 0, files = 0;
        SealedFrames.Read(file, name, header.Write(), keys, (type, content) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (type == FrameType.Records) records += Count(content);
            if (type == FrameType.File) files++;
            if (type == FrameType.End) contents = EndOf(header, content, file.Length);
            else take(type, content);
        });
        return contents!.Records == records && contents.Files == files ? contents : throw new BackupException($"{name} does not hold what it says at its end.");
    }

    /// <summary>Takes a frame of records apart.</summary>
    public static void ForEach(ReadOnlySpan<byte> content, RecordReader take)
    {
        while (!content.IsEmpty)
        {
            var key = BinaryPrimitives.ReadUInt16BigEndian(content);
            var body = BinaryPrimitives.ReadInt32BigEndian(content[10..]);
            take(content.Slice(14, key), BinaryPrimitives.ReadInt64BigEndian(content[2..]), content.Slice(14 + key, body));
            content = content[(14 + key + body)..];
        }
    }

    public delegate void RecordReader(ReadOnlySpan<byte> key, long revision, ReadOnlySpan<byte> body);

    private static long Count(ReadOnlySpan<byte> content)
    {
        var count = 0L;
        ForEach(content, (_, _, _) => count++);
        return count;
    }

    private static BackupContents EndOf(BackupHeader header, ReadOnlySpan<byte> content, long length)
    {
        var keys = new Guid[(content.Length - 16) / 16];
        for (var i = 0; i < keys.Length; i++) keys[i] = new(content.Slice(16 + (16 * i), 16), bigEndian: true);
        return new(header, BinaryPrimitives.ReadInt64BigEndian(content), BinaryPrimitives.ReadInt64BigEndian(content[8..]), keys, length);
    }
}
