namespace Strongroom.Sts;

/// <summary>Where the keys of one issuer stand, for issuers that cannot be asked over the network.</summary>
/// <param name="Url">The issuer, exactly as its tokens have it.</param>
/// <param name="Jwks">Its JSON Web Key Set as text; null where it stands in a file.</param>
/// <param name="JwksFile">The file that holds it, read anew every minute.</param>
public sealed record IssuerSetting(string Url, string? Jwks, string? JwksFile)
{
    /// <summary>The key set's text.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken cancellation) =>
        Jwks ?? await File.ReadAllTextAsync(JwksFile!, cancellation);
}
