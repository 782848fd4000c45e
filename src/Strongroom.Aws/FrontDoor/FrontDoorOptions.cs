using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Strongroom.Aws;

/// <summary>What the front door lets in, and how much of it.</summary>
public sealed record FrontDoorOptions
{
    /// <summary>The regions that this installation has. Signatures for any other are refused.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["us-east-1"];

    /// <summary>The largest body of a request, in bytes. Object and volume data have limits of their own.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>The largest XML document that a request may hold, in bytes: a multipart upload is completed with 10,000 parts.</summary>
    public int MaxDocumentBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Names under which this endpoint is called as S3; a bucket's name may stand before each. Longer ones first.</summary>
    public IReadOnlyList<string> ObjectHosts { get; init; } = ["s3.localhost", "localhost"];

    /// <summary>
    /// How many bodies above <see cref="SmallBodyBytes"/> may be in memory at once: nobody has authenticated while they are read.
    /// </summary>
    public int MaxLargeBodies { get; init; } = 64;

    /// <summary>The size up to which bodies are not counted.</summary>
    public int SmallBodyBytes { get; init; } = 32 * 1024;

    /// <summary>How many connections may be open. A slow one costs about 10 KB; the limit of open files must leave room for all.</summary>
    public long MaxConnections { get; init; } = 16_000;

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may idle between requests.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The least bytes a second, both ways, after five seconds of grace.</summary>
    public double MinBytesPerSecond { get; init; } = 240;

    /// <summary>Sets the web server's limits. What stands in the request line and headers is <see cref="KestrelHygiene"/>'s.</summary>
    public void Apply(KestrelServerOptions server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var grace = TimeSpan.FromSeconds(5);
        server.Limits.MaxConcurrentConnections = MaxConnections;
        server.Limits.MaxConcurrentUpgradedConnections = 0;
        server.Limits.RequestHeadersTimeout = HeadersTimeout;
        server.Limits.KeepAliveTimeout = KeepAliveTimeout;
        server.Limits.MinRequestBodyDataRate = new(MinBytesPerSecond, grace);
        server.Limits.MinResponseDataRate = new(MinBytesPerSecond, grace);

        // What AWS's clients speak; and one protocol has one way to frame a request.
        server.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);

        // Each service caps its own bodies while it reads them.
        server.Limits.MaxRequestBodySize = null;
    }
}
