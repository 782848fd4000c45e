using System.CommandLine;
using System.Globalization;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Commands;

/// <summary>The flags that say which slots to make; several make several.</summary>
internal static class NewSlotOptions
{
    private static readonly Option<bool> Beside = new("--new-key-file") { Description = "A key file beside the keyring." };

    private static readonly Option<string?> At = new("--new-key-file-at") { Description = "A key file elsewhere, such as on another disk." };

    private static readonly Option<bool> Passphrase = new("--new-passphrase") { Description = "A passphrase, asked for at the terminal or read from standard input." };

    private static readonly Option<string?> PassphraseFile = new("--new-passphrase-file") { Description = "A passphrase, from a file that is its owner's alone." };

    private static readonly Option<string?> Shares = new("--new-shares") { Description = "Shares, such as 3/5: any 3 of 5. They are printed once." };

    private static readonly Option<string?> Token = new("--new-token") { Description = "A key inside the PKCS#11 token of this label; see --pkcs11-library and --pin-file." };

    public static IEnumerable<Option> All => [Beside, At, Passphrase, PassphraseFile, Shares, Token];

    public static List<SlotRequest> Read(ParseResult parsed)
    {
        var slots = new List<SlotRequest>();
        if (parsed.GetValue(Beside)) slots.Add(new() { Kind = SlotRequest.KeyFile });
        if (parsed.GetValue(At) is { } at) slots.Add(new() { Kind = SlotRequest.KeyFile, Path = Path.GetFullPath(at) });
        if (parsed.GetValue(Passphrase)) slots.Add(new() { Kind = SlotRequest.Passphrase, Secret = Terminal.AskNew("New passphrase: ") });
        if (parsed.GetValue(PassphraseFile) is { } file) slots.Add(new() { Kind = SlotRequest.Passphrase, Secret = Terminal.ReadFile(file) });
        if (parsed.GetValue(Shares) is { } shares) slots.Add(SharesOf(shares));
        if (parsed.GetValue(Token) is { } token)
        {
            slots.Add(new()
            {
                Kind = SlotRequest.Pkcs11,
                Token = token,
                Library = parsed.GetValue(CommonOptions.Pkcs11Library),
                Secret = parsed.GetValue(CommonOptions.PinFile) is { } pin ? Terminal.ReadFile(pin) : Terminal.Ask($"PIN of the token '{token}': "),
            });
        }

        return slots;
    }

    private static SlotRequest SharesOf(string text) => text.Split('/') is [var few, var all]
        && int.TryParse(few, CultureInfo.InvariantCulture, out var threshold) && int.TryParse(all, CultureInfo.InvariantCulture, out var count)
            ? new() { Kind = SlotRequest.Shares, Threshold = threshold, Count = count }
            : throw new SealException($"'{text}' is no threshold and number of shares: say for example 3/5.");
}
