using System.CommandLine;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Commands;

/// <summary>The flags that say which secret opens the keyring, and where it comes from.</summary>
internal static class SecretOptions
{
    private static readonly Option<bool> Passphrase = new("--passphrase") { Description = "The passphrase, asked for at the terminal or read from standard input." };

    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "The passphrase, from a file that is its owner's alone." };

    private static readonly Option<bool> Share = new("--share") { Description = "One share, asked for at the terminal or read from standard input." };

    private static readonly Option<string?> SharesFile = new("--shares-file") { Description = "Shares, one a line, from a file that is its owner's alone." };

    private static readonly Option<bool> Pin = new("--pin") { Description = "The token's PIN, asked for at the terminal or read from standard input." };

    public static IEnumerable<Option> All => [Passphrase, PassphraseFile, Share, SharesFile, Pin];

    /// <summary>The secret that the flags name, or that the keyring's only kind of slot asks for.</summary>
    /// <exception cref="SealException">They name none, and it is not clear which.</exception>
    public static SlotRequest Read(ParseResult parsed, IReadOnlyList<SealSlotKind> kinds)
        => Find(parsed) ?? (kinds.Distinct().ToList() is [var only] ? only switch
        {
            SealSlotKind.Passphrase => new() { Kind = SlotRequest.Passphrase, Secret = Terminal.Ask("Passphrase: ") },
            SealSlotKind.Shares => new() { Kind = SlotRequest.Shares, Secret = Terminal.Ask("Share: ") },
            SealSlotKind.Pkcs11 => TokenOf(parsed, Terminal.Ask("PIN: ")),
            _ => new() { Kind = SlotRequest.KeyFile },
        } : throw new SealException("Say what opens it: --passphrase, --share, --pin or --key-file PATH."));

    /// <summary>The secret that the flags name; null where they name none.</summary>
    public static SlotRequest? Find(ParseResult parsed)
    {
        if (parsed.GetValue(PassphraseFile) is { } passphraseFile) return new() { Kind = SlotRequest.Passphrase, Secret = Terminal.ReadFile(passphraseFile) };
        if (parsed.GetValue(SharesFile) is { } sharesFile) return new() { Kind = SlotRequest.Shares, Secret = Terminal.ReadFile(sharesFile) };
        if (parsed.GetValue(CommonOptions.PinFile) is { } pinFile) return TokenOf(parsed, Terminal.ReadFile(pinFile));
        if (parsed.GetValue(Pin)) return TokenOf(parsed, Terminal.Ask("PIN: "));
        if (parsed.GetValue(Passphrase)) return new() { Kind = SlotRequest.Passphrase, Secret = Terminal.Ask("Passphrase: ") };
        if (parsed.GetValue(Share)) return new() { Kind = SlotRequest.Shares, Secret = Terminal.Ask("Share: ") };
        if (parsed.GetValue(CommonOptions.KeyFile) is { } keyFile) return new() { Kind = SlotRequest.KeyFile, Path = Path.GetFullPath(keyFile) };
        return null;
    }

    private static SlotRequest TokenOf(ParseResult parsed, byte[] pin)
        => new() { Kind = SlotRequest.Pkcs11, Secret = pin, Library = parsed.GetValue(CommonOptions.Pkcs11Library) };
}
