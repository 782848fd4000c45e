using System.Buffers;
using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager;

/// <summary>How a request names a secret: by name, by its whole ARN, or by an ARN without the six characters at its end.</summary>
/// <param name="Account">The owner.</param>
/// <param name="Region">The region.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="Suffix">The six characters; null where the request has none.</param>
public readonly record struct SecretReference(string Account, string Region, string Name, string? Suffix)
{
    private const int SuffixLength = 6;
    private const string SuffixCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // The server's own message lists more than the documentation: "-/_+=.@!".
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(SuffixCharacters + "-/_+=.@!");
    private static readonly SearchValues<char> Suffixes = SearchValues.Create(SuffixCharacters);

    /// <summary>The ARN of a secret.</summary>
    public static string ArnOf(string account, string region, string name, string suffix) => $"arn:aws:secretsmanager:{region}:{account}:secret:{name}-{suffix}";

    /// <summary>Six new characters: a secret that is made again under an old name has another ARN, and no policy for the old one covers it.</summary>
    public static string NewSuffix() => string.Create(SuffixLength, 0, static (text, _) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = SuffixCharacters[RandomBytes.Below(SuffixCharacters.Length)];
    });

    /// <summary>Refuses a name with characters that no secret's name has.</summary>
    /// <exception cref="FaultException">ValidationException.</exception>
    public static void DemandName(string name)
    {
        if (name.AsSpan().ContainsAnyExcept(NameCharacters)) throw SecretsManagerFaults.InvalidName();
    }

    /// <summary>Reads a request's SecretId.</summary>
    /// <remarks>
    /// An ARN that ends in a hyphen and six letters or digits is a whole one, also where a secret's name happens to end so: such a secret is
    /// not found by an ARN without its suffix, as with AWS, whose guide therefore advises against such names.
    /// </remarks>
    /// <exception cref="FaultException">ValidationException: neither an ARN nor a name.</exception>
    public static SecretReference Parse(string secretId, Call call)
    {
        if (!secretId.StartsWith("arn:", StringComparison.Ordinal))
        {
            DemandName(secretId);
            return new(call.Account, call.Region, secretId, null);
        }

        if (secretId.Split(':', 7) is not ["arn", "aws", "secretsmanager", var region, var account, "secret", { Length: > 0 } rest])
            throw SecretsManagerFaults.InvalidName();
        DemandName(rest);
        var cut = rest.Length - SuffixLength - 1;
        return cut > 0 && rest[cut] == '-' && !rest.AsSpan(cut + 1).ContainsAnyExcept(Suffixes)
            ? new(account, region, rest[..cut], rest[(cut + 1)..])
            : new(account, region, rest, null);
    }
}
