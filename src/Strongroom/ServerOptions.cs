using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Strongroom.Kms;
using Strongroom.Sts;
using Strongroom.SecretsManager.Rotation;

namespace Strongroom;

/// <summary>How an installation runs. Set by a file, by the environment (<c>STRONGROOM_DATA=…</c>) and by flags, each over the one before.</summary>
public sealed record ServerOptions
{
    /// <summary>Where the server listens unless told otherwise: the port that tools already use for a local AWS endpoint.</summary>
    public const string DefaultUrl = "http://127.0.0.1:4566";

    /// <summary>The folder of everything that is kept.</summary>
    public string Data { get; init; } = "strongroom-data";

    /// <summary>The folder of the keyring; <c>DATA/seal</c> where none is given.</summary>
    public string? Seal { get; init; }

    /// <summary>The key file that opens the keyring at start, where it does not lie beside the keyring.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The PKCS#11 library of the token that opens the keyring.</summary>
    public string? Pkcs11Library { get; init; }

    /// <summary>A file with the token's PIN, to open the keyring at start.</summary>
    public string? PinFile { get; init; }

    /// <summary>Days for which backups are kept: so long a deleted key can be brought back from one, and not a day longer.</summary>
    public int BackupRetentionDays { get; init; } = 35;

    /// <summary>Where to listen.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>A PEM file of the server's certificate and those that vouch for it; needed to listen on <c>https</c>.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file of the certificate's private key, without a password; null where the certificate's file has it.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>How long the server still answers after it was told to stop, while <c>/ready</c> says that it wants no more.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>Null, or <c>dev</c>: well-known credentials for tests and laptops, on loopback only.</summary>
    public string? Profile { get; init; }

    /// <summary>A YAML file of keys with fixed ids and material; dev profile only.</summary>
    public string? Seed { get; init; }

    /// <summary>The regions that this installation has.</summary>
    public IReadOnlyList<string> Regions { get; init; } = DefaultRegions;

    /// <summary>Goes on where the kernel refuses to lock memory, so that secrets may reach swap.</summary>
    public bool AllowUnlockedMemory { get; init; }

    /// <summary>The least severe level that is logged: Trace, Debug, Information, Warning, Error, Critical or None.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>The resource quotas of KMS.</summary>
    public KmsLimits KmsLimits { get; init; } = new();

    /// <summary>Issuers of web identities whose keys stand here, and are not fetched.</summary>
    public IReadOnlyList<IssuerSetting> Issuers { get; init; } = [];

    /// <summary>How long audit records are kept, in whole segments; null for ever.</summary>
    public TimeSpan? AuditRetention { get; init; }

    /// <summary>What rotates secrets besides the functions that are built in.</summary>
    public RotationOptions Rotation { get; init; } = new();

    /// <summary>True for the dev profile.</summary>
    public bool IsDevelopment => Profile == "dev";

    /// <summary>The folder of the keyring.</summary>
    public string SealFolder => Seal ?? Path.Combine(Data, "seal");

    /// <summary>The folder of records and audit.</summary>
    public string StoreFolder => Path.Combine(Data, "store");

    /// <summary>The regions that AWS enables for every account.</summary>
    public static IReadOnlyList<string> DefaultRegions { get; } =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
        "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1",
        "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    ];

    /// <summary>Reads the options from <paramref name="file"/> (JSON), the environment and <paramref name="flags"/>.</summary>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    public static ServerOptions Read(string? file, IReadOnlyDictionary<string, string?> flags)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        var settings = builder.AddEnvironmentVariables("STRONGROOM_").AddInMemoryCollection(flags).Build();

        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Data = settings["Data"] ?? defaults.Data,
            Seal = settings["Seal"],
            KeyFile = settings["KeyFile"],
            Pkcs11Library = settings["Pkcs11Library"],
            PinFile = settings["PinFile"],
            BackupRetentionDays = RetentionOf(settings["BackupRetentionDays"]) ?? defaults.BackupRetentionDays,
            Urls = List(settings, "Urls", ';') ?? defaults.Urls,
            Certificate = settings["Certificate"],
            CertificateKey = settings["CertificateKey"],
            DrainDelay = SecondsOf(settings["DrainDelay"]),
            Profile = settings["Profile"],
            Seed = settings["Seed"],
            Regions = List(settings, "Regions", ',') ?? defaults.Regions,
            LogLevel = LevelOf(settings["LogLevel"]) ?? defaults.LogLevel,
            KmsLimits = LimitsOf(settings.GetSection("Kms"), defaults.KmsLimits),
            AuditRetention = DaysOf(settings["AuditRetentionDays"]),
            Rotation = settings.GetSection("Rotation").Get<RotationOptions>() ?? defaults.Rotation,
            Issuers = [.. settings.GetSection("Issuers").GetChildren().Select(IssuerOf)],
            AllowUnlockedMemory = bool.TryParse(settings["AllowUnlockedMemory"], out var allow) && allow,
        };
        options.Demand();
        return options;
    }

    private void Demand()
    {
        if (Profile is not (null or "dev")) throw new UsageException($"There is no profile '{Profile}': leave it out, or say 'dev'.");
        if (Seed is not null && !IsDevelopment) throw new UsageException("--seed takes key material from a plain file, so it needs --profile dev.");
        if (Rotation.FindFault() is { } fault) throw new UsageException(fault);
        if (Regions.Count == 0) throw new UsageException("An installation has at least one region.");
        foreach (var url in Urls)
        {
            if (url.StartsWith(Listening.Listeners.UnixPrefix, StringComparison.Ordinal)) continue;
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
                throw new UsageException($"'{url}' is no URL to listen on: say for example {DefaultUrl} or unix:/run/strongroom.sock.");
            if (parsed.Scheme == "https" && Certificate is null) throw new UsageException($"To listen on {url}, name a certificate: --certificate FILE.");
            if (IsDevelopment && !parsed.IsLoopback)
                throw new UsageException($"The dev profile has credentials that everybody knows, so it listens on loopback only: not on {url}.");
        }
    }

    private static TimeSpan? DaysOf(string? days)
    {
        if (days is null) return null;
        return int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 36_500
            ? TimeSpan.FromDays(number) : throw new UsageException($"Audit records can be kept for 1 to 36500 days, not for '{days}'.");
    }

    private static IssuerSetting IssuerOf(IConfigurationSection section)
    {
        var (url, jwks, file) = (section["Url"], section["Jwks"], section["JwksFile"]);
        return url is not null && jwks is null != file is null ? new(url, jwks, file is null ? null : Path.GetFullPath(file))
            : throw new UsageException($"{section.Path} needs the issuer's Url, and either its Jwks or its JwksFile.");
    }

    private static KmsLimits LimitsOf(IConfigurationSection section, KmsLimits defaults) => new()
    {
        Keys = CountOf(section["Keys"]) ?? defaults.Keys,
        AliasesPerKey = CountOf(section["AliasesPerKey"]) ?? defaults.AliasesPerKey,
        GrantsPerKey = CountOf(section["GrantsPerKey"]) ?? defaults.GrantsPerKey,
    };

    private static int? CountOf(string? text)
    {
        if (text is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw new UsageException($"'{text}' is no quota: say a whole number.");
    }

    private static int? RetentionOf(string? text)
    {
        if (text is null) return null;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var days) && days is >= 0 and <= 36500
            ? days : throw new UsageException($"'{text}' is no number of days from 0 to 36500.");
    }

    private static LogLevel? LevelOf(string? name)
    {
        if (name is null) return null;
        return Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) ? level : throw new UsageException($"There is no log level '{name}'.");
    }

    private static TimeSpan SecondsOf(string? text)
    {
        if (text is null) return TimeSpan.Zero;
        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"'{text}' is no number of seconds from 0 to 3600.");
    }

    private static string[]? List(IConfiguration settings, string name, char separator)
    {
        var children = settings.GetSection(name).GetChildren().Select(static child => child.Value).OfType<string>().ToArray();
        if (children.Length > 0) return children;
        return settings[name]?.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

/// <summary>The command line or configuration asks for something that cannot be; the message says what and why.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
