using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Strongroom.Seams;

namespace Strongroom.Sts;

/// <summary>Reads and checks identity tokens: JSON Web Tokens of OpenID Connect issuers.</summary>
public sealed class IdentityTokens(IssuerKeys keys, TimeProvider time)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = 20_000 };

    /// <summary>A token's parts, of which nothing is believed yet.</summary>
    /// <exception cref="Strongroom.Aws.FaultException">InvalidIdentityToken.</exception>
    public JsonWebToken Read(string text)
    {
        try
        {
            var token = handler.ReadJsonWebToken(text);
            return token.IsSigned ? token : throw StsFaults.NotAToken();
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            throw StsFaults.NotAToken();
        }
    }

    /// <summary>The claims of a token that the provider signed, for one of its audiences, and that counts now.</summary>
    /// <exception cref="Strongroom.Aws.FaultException">InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError.</exception>
    public async ValueTask<IdentityClaims> VerifyAsync(JsonWebToken token, IdentityProvider provider, CancellationToken cancellation)
    {
        if (!Algorithms.Contains(token.Alg)) throw StsFaults.NotVerified();
        var candidates = await keys.FindAsync(provider.Url, token.Kid is { Length: > 0 } id ? id : null, cancellation);
        var result = await handler.ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = candidates,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = true,

            // These are checked below, by our clock and in AWS's words.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!result.IsValid) throw StsFaults.NotVerified();

        var claims = IdentityClaims.Parse(Payload(token));
        Check(claims, provider);
        return claims;
    }

    private void Check(IdentityClaims claims, IdentityProvider provider)
    {
        if (claims.Issuer != provider.Url) throw StsFaults.NoProvider(claims.Issuer);
        if (claims.Subject is not { Length: > 0 }) throw StsFaults.MissingClaim("sub");
        if (claims.Audiences.Count == 0) throw StsFaults.MissingClaim("aud");
        var issued = claims.Seconds("iat") ?? throw StsFaults.MissingClaim("iat");
        var expires = claims.Seconds("exp") ?? throw StsFaults.MissingClaim("exp");
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now >= expires) throw StsFaults.TokenExpired(now, expires);
        if (now + ClockSkew.TotalSeconds < Math.Max(issued, claims.Seconds("nbf") ?? issued)) throw StsFaults.NotYet();
        if (!claims.Audiences.Any(provider.ClientIds.Contains)) throw StsFaults.WrongAudience();
    }

    private static string Payload(JsonWebToken token) => Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
}
