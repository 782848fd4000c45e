namespace Strongroom.Commands.Running;

/// <summary>What <c>--env</c> and <c>--file</c> say: which variable gets which secret, or which member of it.</summary>
/// <param name="Name">The variable.</param>
/// <param name="SecretId">A name or an ARN.</param>
/// <param name="Key">A member of the secret's JSON; null for all of it.</param>
internal sealed record SecretSource(string Name, string SecretId, string? Key)
{
    private const int ArnParts = 7;

    /// <exception cref="UsageException">It is no NAME=SECRET.</exception>
    public static SecretSource Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1) throw new UsageException($"'{text}' is no NAME=SECRET.");
        var (name, secret) = (text[..equals], text[(equals + 1)..]);
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0])) throw new UsageException($"'{name}' is no name of a variable.");

        // An ARN has six colons of its own; a name has none.
        var parts = secret.Split(':', secret.StartsWith("arn:", StringComparison.Ordinal) ? ArnParts + 1 : 2);
        var whole = secret.StartsWith("arn:", StringComparison.Ordinal) ? ArnParts : 1;
        return parts.Length > whole ? new(name, string.Join(':', parts[..whole]), parts[whole]) : new(name, secret, null);
    }
}
