namespace Strongroom.Aws;

/// <summary>How a service's requests are signed: S3 differs from all others.</summary>
public sealed record SignatureRules
{
    /// <summary>All services but S3: the path normalised and escaped once more, the body hashed, five minutes of clock skew.</summary>
    public static SignatureRules Standard { get; } = new();

    /// <summary>S3: the path as it is, the body's hash taken from the header and checked later, fifteen minutes.</summary>
    public static SignatureRules ObjectStorage { get; } = new()
    {
        NormalizesPath = false,
        EscapesPathTwice = false,
        HashesBody = false,
        AllowsUnsignedPayload = true,
        PresignedNeedsLifetime = true,
        Skew = TimeSpan.FromMinutes(15),
    };

    /// <summary>Dot-segments and empty segments are folded away before signing.</summary>
    public bool NormalizesPath { get; init; } = true;

    /// <summary>The path is escaped again as it was sent, so that <c>%20</c> is signed as <c>%2520</c>.</summary>
    public bool EscapesPathTwice { get; init; } = true;

    /// <summary>
    /// The signature covers the hash of the body that came, whole, before anything is done. If false, it covers what X-Amz-Content-Sha256
    /// claims, and whoever reads the body checks the claim: see <see cref="Authenticated.Payload"/>.
    /// </summary>
    public bool HashesBody { get; init; } = true;

    /// <summary>The caller may say UNSIGNED-PAYLOAD.</summary>
    public bool AllowsUnsignedPayload { get; init; }

    /// <summary>A presigned request must carry X-Amz-Expires; else it may, and without it is good for <see cref="Skew"/>.</summary>
    public bool PresignedNeedsLifetime { get; init; }

    /// <summary>The session token may be added after signing, as AWS IoT does: it is bound to its access key, so nothing is lost.</summary>
    public bool SessionTokenMayBeUnsigned { get; init; }

    /// <summary>How far a request's time may lie from ours, either way, ends included.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(5);
}
