using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Backups;

/// <summary>The body of a data backup: frames that are sealed one by one, each in its place.</summary>
/// <remarks>docs/formats/backup.md. A frame's context is the header and its number, so none can be left out, moved, or taken from another file.</remarks>
internal static class SealedFrames
{
    public const int LongestContent = 2 << 20;

    private static ReadOnlySpan<byte> Purpose => "strongroom/backup/v1"u8;

    public sealed class Writer(Stream file, byte[] header, IPurposeKeys keys)
    {
        private readonly byte[] buffer = new byte[sizeof(uint) + NamedBox.SealedLength(1 + LongestContent)];
        private readonly byte[] content = new byte[1 + LongestContent];
        private ulong number;

        public long Written { get; private set; } = BackupHeader.Length;

        /// <summary>Writes a frame.</summary>
        public void Write(FrameType type, ReadOnlySpan<byte> bytes)
        {
            content[0] = (byte)type;
            bytes.CopyTo(content.AsSpan(1));
            var length = NamedBox.SealedLength(1 + bytes.Length);
            BinaryPrimitives.WriteInt32BigEndian(buffer, length);
            NamedBox.Seal(keys, Context(stackalloc byte[128], header, number++), content.AsSpan(0, 1 + bytes.Length), buffer.AsSpan(sizeof(int), length));
            file.Write(buffer.AsSpan(0, sizeof(int) + length));
            Written += sizeof(int) + length;
        }
    }

    /// <summary>Reads all frames up to the end, which must be the end of the file.</summary>
    /// <param name="file">Behind the header.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="header">The header's bytes.</param>
    /// <param name="keys">The keys of backups.</param>
    /// <param name="take">Receives each frame's content.</param>
    /// <exception cref="BackupException">The file was cut, changed or put together from others.</exception>
    public static void Read(Stream file, string name, byte[] header, IPurposeKeys keys, FrameReader take)
    {
        var box = new byte[NamedBox.SealedLength(1 + LongestContent)];
        var content = new byte[1 + LongestContent];
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        Span<byte> context = stackalloc byte[128];
        for (var number = 0UL; ; number++)
        {
            if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) != prefix.Length) throw Cut(name, number);
            var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
            var opened = length < 0 || length > box.Length ? -1 : NamedBox.OpenedLength(length);
            if (opened < 1) throw Changed(name, number);
            if (file.ReadAtLeast(box.AsSpan(0, length), length, throwOnEndOfStream: false) != length) throw Cut(name, number);
            if (!NamedBox.TryOpen(keys, Context(context, header, number), box.AsSpan(0, length), content.AsSpan(0, opened))) throw Changed(name, number);
            take((FrameType)content[0], content.AsSpan(1, opened - 1));
            if ((FrameType)content[0] != FrameType.End) continue;
            if (file.ReadByte() != -1) throw new BackupException($"{name} goes on behind its end: something was added to it.");
            return;
        }
    }

    public delegate void FrameReader(FrameType type, ReadOnlySpan<byte> content);

    private static BackupException Cut(string name, ulong number) => new($"{name} is incomplete: it was cut behind frame {number}.");

    private static BackupException Changed(string name, ulong number)
        => new($"{name} was changed, or belongs to another installation or keyring: its frame {number} does not open.");

    private static ReadOnlySpan<byte> Context(Span<byte> buffer, byte[] header, ulong number)
    {
        var context = new ContextWriter(buffer);
        context.Raw(Purpose);
        context.Field(header);
        Span<byte> place = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(place, number);
        context.Raw(place);
        return context.Written;
    }
}

/// <summary>What a frame holds; the numbers are stored.</summary>
internal enum FrameType : byte
{
    /// <summary>Records, one behind the other.</summary>
    Records = 1,

    /// <summary>A file begins: its path below the data folder.</summary>
    File = 2,

    /// <summary>Bytes of the file that began last.</summary>
    FileBytes = 3,

    /// <summary>The end: counts, and the domain keys that the records need.</summary>
    End = 4,
}
