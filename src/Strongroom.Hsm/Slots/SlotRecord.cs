using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>The root key, sealed under the key that a slot yields, and bound to the slot's id, kind and parameters.</summary>
/// <remarks>docs/formats/keyring.md.</remarks>
internal static class SlotRecord
{
    public const int MaximumLength = ParametersAt + ushort.MaxValue + SealedBox.Overhead + RootKeyLength;
    public const int RootKeyLength = 32;

    private const byte Version = 1, Suite = 1;
    private const int VersionAt = 4, SuiteAt = 5, KindAt = 6, SlotAt = 7, RootAt = 23, CreatedAt = 39, LengthAt = 47, ParametersAt = 49;

    private static ReadOnlySpan<byte> Magic => "SRSL"u8;

    public static byte[] Write(ISealSlot slot, Guid slotId, RootKey root, DateTimeOffset created)
    {
        var parameters = slot.Prepare();
        using var slotKey = slot.Unseal(parameters, SecretArena.Shared);
        var record = new byte[ParametersAt + parameters.Length + SealedBox.SealedLength(RootKeyLength)];
        Magic.CopyTo(record);
        (record[VersionAt], record[SuiteAt], record[KindAt]) = (Version, Suite, (byte)slot.Kind);
        slotId.TryWriteBytes(record.AsSpan(SlotAt), bigEndian: true, out _);
        root.Id.TryWriteBytes(record.AsSpan(RootAt), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(CreatedAt), created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(LengthAt), checked((ushort)parameters.Length));
        parameters.CopyTo(record.AsSpan(ParametersAt));

        var (header, box) = Split(record)!.Value;
        using var key = slotKey.Borrow();
        using var rootKey = root.Material.Borrow();
        SealedBox.Seal(key.Bytes, new("strongroom/seal-slot/v1"u8, record.AsSpan(header)), rootKey.Bytes, record.AsSpan(box));
        return record;
    }

    /// <exception cref="SealException">The record is no slot of this kind, or does not open.</exception>
    public static RootKey Open(ISealSlot slot, byte[] record, string name, SecretArena arena)
    {
        if (Split(record) is not var (header, box)) throw new SealException($"{name} is no seal slot of a known version.");
        if (record[KindAt] != (byte)slot.Kind)
            throw new SealException($"{name} is a seal slot of kind {record[KindAt]}, not {(int)slot.Kind}.");

        using var slotKey = slot.Unseal(record.AsSpan()[ParametersAt..header.End.Value], arena);
        using var key = slotKey.Borrow();
        var what = slot.Kind == SealSlotKind.Passphrase ? "The passphrase is wrong, or the slot was changed: " + name : name;
        var root = KeyMaterial.Create(RootKeyLength, new Parts(key.Bytes, record.AsSpan(header), record.AsSpan(box), what),
            static (material, parts) =>
        {
            if (!SealedBox.TryOpen(parts.Key, new("strongroom/seal-slot/v1"u8, parts.Header), parts.Box, material))
                throw new SealException($"{parts.Name} does not open: its secret is another installation's, or the record was changed.");
        }, arena);
        return new(new Guid(record.AsSpan(RootAt, 16), bigEndian: true), root);
    }

    /// <summary>What the record says of itself, unopened. One that says nothing sensible is of no kind, so that the others still open.</summary>
    public static SealSlotInfo Describe(byte[] record, string path)
    {
        var name = Path.GetFileName(path);
        if (Split(record) is not var (header, _)) return new(Guid.Empty, default, default, "damaged: " + name, name);
        var parameters = record.AsMemory()[ParametersAt..header.End.Value];
        var kind = (SealSlotKind)record[KindAt];
        return new(new Guid(record.AsSpan(SlotAt, 16), bigEndian: true), kind, CreatedOf(record), kind switch
        {
            SealSlotKind.KeyFile => "key file",
            SealSlotKind.Passphrase => "passphrase, " + PassphraseSlot.Describe(parameters.Span),
            SealSlotKind.Shares => SharesSlot.Describe(parameters.Span),
            SealSlotKind.Pkcs11 => Pkcs11Slot.Describe(parameters.Span),
            _ => $"kind {(int)kind}",
        }, name)
        { Parameters = parameters };
    }

    // Before the record is opened, its time may be anything.
    private static DateTimeOffset CreatedOf(byte[] record)
    {
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(record.AsSpan(CreatedAt));
        return milliseconds is >= 0 and < 253402300800000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
    }

    private static (Range Header, Range Box)? Split(ReadOnlySpan<byte> record)
    {
        if (record.Length < ParametersAt || !record.StartsWith(Magic) || record[VersionAt] != Version || record[SuiteAt] != Suite)
            return null;
        var header = ParametersAt + BinaryPrimitives.ReadUInt16BigEndian(record[LengthAt..]);
        return record.Length == header + SealedBox.SealedLength(RootKeyLength) ? (..header, header..) : null;
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> box, string name)
    {
        public readonly ReadOnlySpan<byte> Key = key, Header = header, Box = box;
        public readonly string Name = name;
    }
}
