using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Strongroom.Listening;

/// <summary>Where the server listens: HTTP, HTTPS (TLS 1.2 and 1.3), Unix sockets, and the socket of the machine's console.</summary>
internal static class Listeners
{
    private static readonly object Console = new();

    /// <summary>The beginning of a URL of a Unix socket: <c>unix:/run/strongroom.sock</c>.</summary>
    public const string UnixPrefix = "unix:";

    /// <summary>Opens everything that <paramref name="options"/> name.</summary>
    /// <exception cref="UsageException">The certificate cannot be used.</exception>
    public static void Open(KestrelServerOptions kestrel, ServerOptions options, TimeProvider time)
    {
        CertificateFiles? certificate = null;
        foreach (var url in options.Urls)
        {
            if (url.StartsWith(UnixPrefix, StringComparison.Ordinal)) ListenOnSocket(kestrel, url[UnixPrefix.Length..], Http1);
            else Listen(kestrel, new Uri(url), ConfigureOf(new Uri(url)));
        }
        ListenOnSocket(kestrel, DataFolder.ControlSocketOf(options.Data), ConsoleOnly);

        Action<ListenOptions> ConfigureOf(Uri url)
        {
            if (url.Scheme == Uri.UriSchemeHttp) return Http1;
            certificate ??= CertificateFiles.Open(options.Certificate!, options.CertificateKey, time,
                kestrel.ApplicationServices.GetRequiredService<ILogger<CertificateFiles>>());
            return listen => Https(listen, certificate);
        }
    }

    /// <summary>True for what comes over the console's socket.</summary>
    public static bool IsConsole(HttpContext context)
        => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Console) == true;

    private static void Listen(KestrelServerOptions kestrel, Uri url, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) kestrel.Listen(address, url.Port, configure);
        else if (url.Host == "localhost") kestrel.ListenLocalhost(url.Port, configure);
        else kestrel.ListenAnyIP(url.Port, configure);
    }

    // A socket that a killed process left behind would refuse the new one.
    private static void ListenOnSocket(KestrelServerOptions kestrel, string path, Action<ListenOptions> configure)
    {
        File.Delete(path);
        kestrel.ListenUnixSocket(path, configure);
    }

    private static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    private static void Https(ListenOptions listen, CertificateFiles certificate)
    {
        Http1(listen);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ => new(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            }),
        });
    }

    // The socket lies in a folder that only its owner may enter.
    private static void ConsoleOnly(ListenOptions listen)
    {
        Http1(listen);
        listen.Use(static next => connection =>
        {
            connection.Items[Console] = true;
            return next(connection);
        });
    }
}
