using System.Net;
using System.Net.Sockets;

namespace Strongroom.SecretsManager.Rotation.Functions;

/// <summary>The only way out to hooks: hosts that the operator lists, over TLS, to an address that was looked at, and nowhere that an answer points to.</summary>
internal static class GuardedHttp
{
    private const int MostAnswerBytes = 64 << 10;

    // RFC 6890 and its like: what is not meant to be reached from elsewhere.
    private static readonly IPNetwork[] Inner =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>A client that obeys <paramref name="options"/>.</summary>
    public static HttpClient Create(RotationOptions options)
    {
        var allowed = options.AllowedAddresses.Select(NetworkOf).ToArray();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, options.AllowedHosts, allowed, cancellation),
        };
        return new(handler) { MaxResponseContentBufferSize = MostAnswerBytes, Timeout = TimeSpan.FromSeconds(options.StepSeconds) };
    }

    /// <summary>True for an address that hooks must not have unless it is listed.</summary>
    public static bool IsInner(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Array.Exists(Inner, network => network.Contains(address));
    }

    // Looked up once: the address that was looked at is the one that is connected to.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, IReadOnlyList<string> hosts, IPNetwork[] allowed, CancellationToken cancellation)
    {
        if (!hosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase)) throw new RotationFailedException($"The host {target.Host} is not among Rotation:AllowedHosts.");
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellation);
        var address = addresses.FirstOrDefault(each => !IsInner(each) || Array.Exists(allowed, network => network.Contains(each)))
            ?? throw new RotationFailedException($"The host {target.Host} has only inner addresses, which are not among Rotation:AllowedAddresses.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPNetwork NetworkOf(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        var address = IPAddress.Parse(text);
        return new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }
}
