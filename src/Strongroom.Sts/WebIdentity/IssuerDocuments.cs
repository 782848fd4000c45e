using System.Text.Json;

namespace Strongroom.Sts;

/// <summary>Fetches an issuer's key set: its discovery document first, then the set that this names. OpenID Connect Discovery 1.0, section 4.</summary>
/// <remarks>Over TLS that the system's certificates vouch for; without it only on this machine. Redirects are not followed.</remarks>
public sealed class IssuerDocuments : IDisposable
{
    private const int MostBytes = 1 << 20;

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>The text of the key set.</summary>
    /// <exception cref="HttpRequestException">The issuer cannot be reached, or answers something else.</exception>
    public async Task<string> FetchAsync(string issuer, CancellationToken cancellation)
    {
        var discovery = await GetAsync(new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellation);
        return await GetAsync(KeySetIn(discovery, issuer), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<string> GetAsync(Uri url, CancellationToken cancellation)
    {
        if (!(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            throw new HttpRequestException("An issuer is asked over https only.");
        try
        {
            return await http.GetStringAsync(url, cancellation);
        }
        catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException("The issuer did not answer in time.", slow);
        }
    }

    private static Uri KeySetIn(string discovery, string issuer)
    {
        try
        {
            using var document = JsonDocument.Parse(discovery);
            if (document.RootElement.GetProperty("issuer").GetString() == issuer
                && Uri.TryCreate(document.RootElement.GetProperty("jwks_uri").GetString(), UriKind.Absolute, out var url)) return url;
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HttpRequestException("The issuer's discovery document is none.", malformed);
        }

        throw new HttpRequestException("The issuer's discovery document is of another issuer, or names no key set.");
    }
}
