using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>One way to open the keyring: it yields the key that seals the root key. Any one of an installation's slots is enough.</summary>
/// <remarks>A slot record (docs/formats/keyring.md) binds the kind and all parameters, so nobody can weaken them unnoticed.</remarks>
public interface ISealSlot
{
    /// <summary>What the slot record says opens it.</summary>
    SealSlotKind Kind { get; }

    /// <summary>
    /// Parameters for a new slot record, such as a salt and costs; at most 65,535 bytes. Makes what the slot's secret needs outside it.
    /// </summary>
    /// <exception cref="SealException"/>
    byte[] Prepare();

    /// <summary>Yields the 32-byte key of the slot whose record holds <paramref name="parameters"/>. The caller disposes it.</summary>
    /// <exception cref="SealException">The secret is missing, refused or unsafely kept; the message says which and what to do.</exception>
    KeyMaterial Unseal(ReadOnlySpan<byte> parameters, SecretArena arena);
}

/// <summary>Kinds of seal slots; the numbers are stored.</summary>
public enum SealSlotKind
{
    /// <summary>32 random bytes in a file that only its owner can read.</summary>
    KeyFile = 1,

    /// <summary>A passphrase, through Argon2id.</summary>
    Passphrase = 2,

    /// <summary>k of n shares.</summary>
    Shares = 3,

    /// <summary>A key in a PKCS#11 token.</summary>
    Pkcs11 = 4,

    /// <summary>A key sealed by a TPM.</summary>
    Tpm = 5,
}

/// <summary>A seal slot as anybody who can read its record sees it.</summary>
/// <param name="Id">Random.</param>
/// <param name="Kind">What opens it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Description">Its parameters, in words.</param>
/// <param name="FileName">Its file in the keyring folder.</param>
public sealed record SealSlotInfo(Guid Id, SealSlotKind Kind, DateTimeOffset Created, string Description, string FileName)
{
    /// <summary>Bound to the record; see docs/formats/keyring.md.</summary>
    public ReadOnlyMemory<byte> Parameters { get; init; }
}

/// <summary>Nothing that lies at hand opens the keyring: it takes a passphrase, shares, or a PIN.</summary>
public sealed class SealedException(string message) : Exception(message);

/// <summary>The keyring does not open, for a reason that an operator can act on.</summary>
public sealed class SealException(string message, Exception? cause = null) : Exception(message, cause);
