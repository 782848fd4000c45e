using System.CommandLine;

namespace Strongroom.Commands;

/// <summary>The flags that every command shares, and how they become <see cref="ServerOptions"/>.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config { get; } = new("--config") { Description = "A JSON file of settings; environment and flags stand over it." };

    public static Option<string?> Data { get; } = new("--data") { Description = "The folder of everything that is kept (default: strongroom-data)." };

    public static Option<string?> Seal { get; } = new("--seal") { Description = "The folder of the keyring (default: seal, in the data folder)." };

    public static Option<string?> KeyFile { get; } = new("--key-file") { Description = "The key file that opens the keyring, where it does not lie beside it." };

    public static Option<string?> Pkcs11Library { get; } = new("--pkcs11-library") { Description = "The PKCS#11 library of the token that opens the keyring." };

    public static Option<string?> PinFile { get; } = new("--pin-file") { Description = "A file, its owner's alone, with the token's PIN." };

    /// <summary>What every command takes that works on an installation.</summary>
    public static IEnumerable<Option> Installation => [Config, Data, Seal, KeyFile, Pkcs11Library, PinFile, AllowUnlockedMemory];

    public static Option<bool> AllowUnlockedMemory { get; } =
        new("--allow-unlocked-memory") { Description = "Go on where memory cannot be locked, so that secrets may reach swap." };

    /// <summary>Runs a command; a usage error is one line on standard error and exit code 2.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or UsageException or Iam.AccountException or Cryptography.SecretMemoryException
            or Hsm.SealException or Hsm.SealedException or RolledBackException or Backups.BackupException)
        {
            await Console.Error.WriteLineAsync("strongroom: " + refused.Message);
            return 2;
        }
    }

    /// <summary>The flags that were given, by the names of the settings.</summary>
    public static Dictionary<string, string?> FlagsOf(ParseResult parsed)
    {
        var flags = new Dictionary<string, string?>();
        Add(flags, "Data", parsed.GetValue(Data));
        Add(flags, "Seal", parsed.GetValue(Seal));
        Add(flags, "KeyFile", parsed.GetValue(KeyFile));
        Add(flags, "Pkcs11Library", parsed.GetValue(Pkcs11Library));
        Add(flags, "PinFile", parsed.GetValue(PinFile));
        if (parsed.GetValue(AllowUnlockedMemory)) flags["AllowUnlockedMemory"] = "true";
        return flags;
    }

    /// <summary>The options of a command.</summary>
    public static ServerOptions Of(ParseResult parsed) => ServerOptions.Read(parsed.GetValue(Config), FlagsOf(parsed));

    /// <summary>A command with the flags that every command has.</summary>
    public static Command Command(string name, string description, params IEnumerable<Option> options)
    {
        var command = new Command(name, description);
        foreach (var option in Installation.Concat(options)) command.Add(option);
        return command;
    }

    public static void Add(Dictionary<string, string?> flags, string name, string? value)
    {
        if (value is not null) flags[name] = value;
    }
}
