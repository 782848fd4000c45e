using System.Buffers.Binary;
using System.Text.Json;

namespace Strongroom.Hsm;

/// <content>What the keyring notes of the store: the ledger of destroyed keys, and the anchor.</content>
public sealed partial class Keyring
{
    private const string LedgerName = "ledger", AnchorName = "anchor";
    private const int LongestNote = 256 << 20;

    private KeyringLedger? _ledger;

    private static ReadOnlySpan<byte> LedgerMagic => "SRLG"u8;

    private static ReadOnlySpan<byte> AnchorMagic => "SRAN"u8;

    /// <summary>The ledger of destroyed keys; writing it is durable.</summary>
    /// <exception cref="SealException">It is damaged.</exception>
    public KeyringLedger Ledger
    {
        get
        {
            lock (_changing) return _ledger ??= ReadLedger();
        }

        set
        {
            lock (_changing)
            {
                _folder.Write(LedgerName, SealedNote.Write(Purpose(Purposes.Keyring), LedgerMagic, JsonSerializer.SerializeToUtf8Bytes(value)));
                _ledger = value;
            }
        }
    }

    /// <summary>Where the store was when last looked at; null if that was never noted.</summary>
    /// <exception cref="SealException">The note is damaged.</exception>
    public StoreAnchor? ReadAnchor()
    {
        var path = _folder.PathOf(AnchorName);
        if (KeyringFolder.Read(path, 4096) is not { } file) return null;
        var content = SealedNote.Open(Purpose(Purposes.Keyring), AnchorMagic, file, path);
        return content.Length != StoreAnchor.Length ? throw new SealException($"{path} is of no known version.") : StoreAnchor.Read(content);
    }

    /// <summary>Notes where the store is. Durable, and never to be ahead of what the store has made durable.</summary>
    public void WriteAnchor(StoreAnchor anchor)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        var content = new byte[StoreAnchor.Length];
        anchor.Write(content);
        lock (_changing) _folder.Write(AnchorName, SealedNote.Write(Purpose(Purposes.Keyring), AnchorMagic, content));
    }

    private KeyringLedger ReadLedger()
    {
        var path = _folder.PathOf(LedgerName);
        if (KeyringFolder.Read(path, LongestNote) is not { } file) return new();
        var content = SealedNote.Open(Purpose(Purposes.Keyring), LedgerMagic, file, path);
        return JsonSerializer.Deserialize<KeyringLedger>(content) ?? new();
    }
}

/// <summary>Where an installation's store and audit journal stood at some time.</summary>
/// <param name="Position">The store's count of commits.</param>
/// <param name="JournalSegment">The journal's durable end: its segment,</param>
/// <param name="JournalOffset">and the bytes in it.</param>
/// <param name="At">When that was noted.</param>
/// <param name="Replay">True if the store was put back since: the ledger is to be applied to it before it serves.</param>
public sealed record StoreAnchor(long Position, long JournalSegment, long JournalOffset, DateTimeOffset At, bool Replay = false)
{
    internal const int Length = 33;

    internal void Write(Span<byte> content)
    {
        BinaryPrimitives.WriteInt64BigEndian(content, Position);
        BinaryPrimitives.WriteInt64BigEndian(content[8..], JournalSegment);
        BinaryPrimitives.WriteInt64BigEndian(content[16..], JournalOffset);
        BinaryPrimitives.WriteInt64BigEndian(content[24..], At.ToUnixTimeMilliseconds());
        content[32] = Replay ? (byte)1 : (byte)0;
    }

    internal static StoreAnchor Read(ReadOnlySpan<byte> content) => new(
        BinaryPrimitives.ReadInt64BigEndian(content), BinaryPrimitives.ReadInt64BigEndian(content[8..]), BinaryPrimitives.ReadInt64BigEndian(content[16..]),
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content[24..])), content[32] != 0);
}
