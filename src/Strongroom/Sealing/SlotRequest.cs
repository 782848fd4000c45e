using Strongroom.Cryptography;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>A seal slot to be opened or made, as a command asks for it.</summary>
public sealed record SlotRequest
{
    /// <summary>The kinds, as commands name them.</summary>
    public const string KeyFile = "key-file", Passphrase = "passphrase", Shares = "shares", Pkcs11 = "pkcs11";

    /// <summary>One of the kinds.</summary>
    public required string Kind { get; init; }

    /// <summary>A passphrase, a PIN, or printed shares, one a line. Wiped once it was taken.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>A key file that is not beside the keyring.</summary>
    public string? Path { get; init; }

    /// <summary>A token's PKCS#11 library.</summary>
    public string? Library { get; init; }

    /// <summary>A token's label.</summary>
    public string? Token { get; init; }

    /// <summary>How many shares open a new slot.</summary>
    public int Threshold { get; init; }

    /// <summary>How many shares a new slot has.</summary>
    public int Count { get; init; }

    /// <summary>As <see cref="TakeSecret"/>, for a slot to be made: shares come into being with it.</summary>
    /// <exception cref="SealException">There is none.</exception>
    public KeyMaterial TakeSecretForNew() => Kind == Shares ? KeyMaterial.CopyOf([]) : TakeSecret();

    /// <summary>Moves the secret into locked memory.</summary>
    /// <exception cref="SealException">There is none.</exception>
    public KeyMaterial TakeSecret()
    {
        if (Kind == KeyFile) return KeyMaterial.CopyOf([]);
        if (Secret is not { Length: > 0 } secret) throw new SealException("No secret was given.");
        return KeyMaterial.TakeFrom(secret);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind;
}
