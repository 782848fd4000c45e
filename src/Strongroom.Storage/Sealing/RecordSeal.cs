using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Storage;

/// <summary>Seals a body with its record's key and revision as context, so that it opens nowhere else and at no other time.</summary>
/// <remarks>docs/formats/record.md.</remarks>
internal sealed class RecordSeal(IPurposeKeys keys)
{
    private const byte FormatVersion = 1;

    private static ReadOnlySpan<byte> Purpose => "strongroom/record/v1"u8;

    public byte[] Seal(RecordKey key, long revision, ReadOnlySpan<byte> body)
    {
        var stored = new byte[1 + NamedBox.SealedLength(body.Length)];
        stored[0] = FormatVersion;
        NamedBox.Seal(keys, ContextOf(key, revision, stackalloc byte[ContextLength(key)]), body, stored.AsSpan(1));
        return stored;
    }

    /// <summary>Seals what a staged change or a codec writes.</summary>
    public byte[] Seal<T>(RecordKey key, long revision, IRecordCodec<T> codec, T value)
    {
        using var body = new SecretBuffer();
        codec.Write(value, body);
        return Seal(key, revision, body.Written);
    }

    /// <exception cref="DamagedRecordException">The body is not what was written under this key and revision.</exception>
    public Stored Open(RecordType type, StoredRecord row)
    {
        var stored = row.Body.Span;
        var length = stored.IsEmpty || stored[0] != FormatVersion ? -1 : NamedBox.OpenedLength(stored.Length - 1);
        if (length < 0) throw Refusal(row.Key);
        using var body = new SecretBuffer(length);
        var context = ContextOf(row.Key, row.Revision, stackalloc byte[ContextLength(row.Key)]);
        if (!NamedBox.TryOpen(keys, context, stored[1..], body.Take(length))) throw Refusal(row.Key);
        return type.Read(row.Key, row.Revision, body.Written);
    }

    /// <summary>True if the body is what was written under this key and revision, of whatever type it is.</summary>
    public bool IsIntact(StoredRecord row)
    {
        var stored = row.Body.Span;
        var length = stored.IsEmpty || stored[0] != FormatVersion ? -1 : NamedBox.OpenedLength(stored.Length - 1);
        if (length < 0) return false;
        using var body = new SecretBuffer(length);
        return NamedBox.TryOpen(keys, ContextOf(row.Key, row.Revision, stackalloc byte[ContextLength(row.Key)]), stored[1..], body.Take(length));
    }

    private static DamagedRecordException Refusal(RecordKey key) =>
        new(key, "does not open: it was edited, moved, or put back from an earlier time");

    // A key has at most 4 KiB, so that this is at most a page of stack.
    private static int ContextLength(RecordKey key) => Purpose.Length + ContextWriter.FieldLength(key.Length) + sizeof(long);

    private static ReadOnlySpan<byte> ContextOf(RecordKey key, long revision, Span<byte> context)
    {
        var writer = new ContextWriter(context);
        writer.Raw(Purpose);
        writer.Field(key.Span);
        BinaryPrimitives.WriteInt64BigEndian(context[^sizeof(long)..], revision);
        return context;
    }
}
