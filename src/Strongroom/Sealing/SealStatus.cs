using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>How an installation's seal stands, as anybody at its console may know.</summary>
public sealed record SealStatus
{
    /// <summary>True while no key is in memory.</summary>
    public required bool Sealed { get; init; }

    /// <summary>Why it is sealed.</summary>
    public string? Because { get; init; }

    /// <summary>The slots.</summary>
    public required IReadOnlyList<SlotLine> Slots { get; init; }

    /// <summary>Shares given so far, where some were.</summary>
    public int? SharesGiven { get; init; }

    /// <summary>Shares that are needed.</summary>
    public int? SharesNeeded { get; init; }

    /// <summary>What deserves a warning.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Further facts, one a line.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Of a folder on which no server runs.</summary>
    public static SealStatus OfFolder(ServerOptions options, string? because) => new()
    {
        Sealed = true,
        Because = because,
        Slots = SlotsOf(options),
        Warnings = WarningsOf(options),
    };

    /// <summary>The slots in words.</summary>
    public static IReadOnlyList<SlotLine> SlotsOf(ServerOptions options) => !Keyring.Exists(options.SealFolder) ? []
        : [.. Keyring.SlotsOf(options.SealFolder).Select(static slot => new SlotLine(slot.Id, slot.Created, slot.Description))];

    /// <summary>What lies where it protects less than it could.</summary>
    public static IReadOnlyList<string> WarningsOf(ServerOptions options)
    {
        var warnings = new List<string>();
        var data = Path.GetFullPath(options.Data) + Path.DirectorySeparatorChar;
        if (Path.GetFullPath(options.SealFolder).StartsWith(data, StringComparison.Ordinal))
            warnings.Add("weak: seal beside data. Who takes the data folder takes its keyring too, and who puts back an old copy puts back both. Move it: --seal FOLDER.");
        if (File.Exists(Path.Combine(options.SealFolder, "key-file.key")))
            warnings.Add("weak: key file beside the keyring. Who copies the folder can open it. Add a passphrase, shares or a token, then remove the key file's slot.");
        return warnings;
    }
}

/// <summary>A slot in a status.</summary>
public sealed record SlotLine(Guid Id, DateTimeOffset Created, string Description);
