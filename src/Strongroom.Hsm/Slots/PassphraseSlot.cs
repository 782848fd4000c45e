using System.Buffers.Binary;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>Opens the keyring with a passphrase, through Argon2id.</summary>
/// <param name="passphrase">Its bytes; the caller disposes them.</param>
/// <param name="memoryKiB">Memory of a guess, for new slots.</param>
/// <remarks>
/// docs/formats/keyring.md. The costs stand in the slot record and are part of its context, so that lowering them opens nothing; and what
/// lies under the floor, or over a cap, is refused before any memory is taken.
/// </remarks>
public sealed class PassphraseSlot(KeyMaterial passphrase, int memoryKiB = PassphraseSlot.DefaultMemoryKiB) : ISealSlot
{
    /// <summary>256 MiB: about half a second a guess.</summary>
    public const int DefaultMemoryKiB = 256 << 10;

    /// <summary>The least that is accepted: 64 MiB and 3 passes, the second choice of RFC 9106.</summary>
    public const int LeastMemoryKiB = 64 << 10;

    /// <summary>The fewest bytes of a new passphrase.</summary>
    public const int LeastLength = 12;

    private const int MostMemoryKiB = 4 << 20, LeastPasses = 3, MostPasses = 64, SaltLength = 16;
    private const int MemoryAt = 1, PassesAt = 5, SaltAt = 9, Length = SaltAt + SaltLength;
    private const byte Version = 1;

    /// <inheritdoc/>
    public SealSlotKind Kind => SealSlotKind.Passphrase;

    /// <inheritdoc/>
    public byte[] Prepare()
    {
        if (passphrase.Length < LeastLength) throw new SealException($"A passphrase has at least {LeastLength} bytes; this one has {passphrase.Length}.");
        var parameters = new byte[Length];
        parameters[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(parameters.AsSpan(MemoryAt), memoryKiB);
        BinaryPrimitives.WriteInt32BigEndian(parameters.AsSpan(PassesAt), LeastPasses);
        RandomBytes.Fill(parameters.AsSpan(SaltAt));
        return parameters;
    }

    /// <inheritdoc/>
    public KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena)
    {
        if (parameters.Length != Length || parameters[0] != Version)
            throw new SealException("The passphrase slot has no parameters of a known version: it is damaged.");
        var memory = BinaryPrimitives.ReadInt32BigEndian(parameters[MemoryAt..]);
        var passes = BinaryPrimitives.ReadInt32BigEndian(parameters[PassesAt..]);
        if (memory < LeastMemoryKiB || passes < LeastPasses)
            throw new SealException($"The passphrase slot asks for {memory} KiB and {passes} passes of Argon2id, less than the floor of "
                + $"{LeastMemoryKiB} KiB and {LeastPasses} passes: somebody lowered them. Nothing was tried.");
        if (memory > MostMemoryKiB || passes > MostPasses)
            throw new SealException($"The passphrase slot asks for {memory} KiB and {passes} passes of Argon2id, more than the cap of "
                + $"{MostMemoryKiB} KiB and {MostPasses} passes: it was changed. Nothing was tried.");

        using var bytes = passphrase.Borrow();
        return KeyMaterial.Create(SealedBox.KeyLength, new Parts(bytes.Bytes, parameters[SaltAt..], passes, memory), static (key, parts) =>
            Kdf.Argon2id(parts.Passphrase, parts.Salt, parts.Passes, parts.Memory, lanes: 1, key), arena);
    }

    /// <summary>What a slot of these parameters costs a guess.</summary>
    internal static string Describe(ReadOnlySpan<byte> parameters) => parameters.Length != Length ? "damaged"
        : $"Argon2id, {BinaryPrimitives.ReadInt32BigEndian(parameters[MemoryAt..]) >> 10} MiB, "
            + $"{BinaryPrimitives.ReadInt32BigEndian(parameters[PassesAt..])} passes";

    private readonly ref struct Parts(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int passes, int memory)
    {
        public readonly ReadOnlySpan<byte> Passphrase = passphrase, Salt = salt;
        public readonly int Passes = passes, Memory = memory;
    }
}
