using System.Net;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>What an installation rotates secrets with, besides the functions that are built in.</summary>
public sealed record RotationOptions
{
    /// <summary>Functions by ARN, or by the name at an ARN's end.</summary>
    public IReadOnlyDictionary<string, RotationFunctionOptions> Functions { get; init; } = new Dictionary<string, RotationFunctionOptions>();

    /// <summary>The hosts that hooks may be called on, by name.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Private, loopback and link-local addresses that such a host may have all the same: <c>10.1.2.3</c> or <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>A PEM file of the authorities that database servers are checked with where a secret says <c>"ssl": true</c>; the system's where none is given.</summary>
    public string? DatabaseCertificateAuthorities { get; init; }

    /// <summary>How long a node has a rotation to itself after it last said that it is at it: 1 to 3,600 seconds.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How long one step may take: 1 to 900 seconds, as a Lambda function may.</summary>
    public int StepSeconds { get; init; } = 300;

    /// <summary>What makes no sense in these options, for the operator; null where all is well.</summary>
    public string? FindFault()
    {
        if (LeaseSeconds is < 1 or > 3600) return "Rotation:LeaseSeconds must be from 1 to 3600.";
        if (StepSeconds is < 1 or > 900) return "Rotation:StepSeconds must be from 1 to 900.";
        foreach (var text in AllowedAddresses)
            if (!IPAddress.TryParse(text, out _) && !IPNetwork.TryParse(text, out _)) return $"'{text}' in Rotation:AllowedAddresses is neither an address nor a network.";
        foreach (var (name, function) in Functions)
        {
            if (function.Command.Count > 0 == function.Url is not null) return $"The rotation function {name} needs either a Command or a Url.";
            if (function.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps))
                return $"The Url of the rotation function {name} is no HTTPS address.";
        }

        return null;
    }
}

/// <summary>A rotation function that the operator brings: a program or a hook.</summary>
public sealed record RotationFunctionOptions
{
    /// <summary>A program of this machine with its arguments. It reads the event on standard input, and has worked when it exits with 0.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables of that program's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>An HTTPS address that takes the event as the body of a POST, and has done the step when it answers 2xx.</summary>
    public string? Url { get; init; }
}
