using Strongroom.Access;

namespace Strongroom.Aws;

/// <summary>What authentication and the connection say of a request, before it is read.</summary>
/// <param name="RequestId">The id that the caller sees.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Region">The region asked.</param>
/// <param name="Time">When it arrived.</param>
/// <param name="SourceAddress">The caller's address.</param>
/// <param name="UserAgent">The caller's user agent.</param>
/// <param name="Tls">Came over TLS.</param>
public sealed record Arrival(
    Guid RequestId, Caller Caller, string Region, DateTimeOffset Time, string SourceAddress, string? UserAgent, bool Tls)
{
    /// <summary>How it was signed, where a service's policies ask for that.</summary>
    public SignatureFacts? Signature { get; init; }
}

/// <summary>How a request was signed: what S3's policies can ask.</summary>
/// <param name="Presigned">The signature stood in the query.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="ContentSha256">The header <c>x-amz-content-sha256</c>, if there was one.</param>
public sealed record SignatureFacts(bool Presigned, DateTimeOffset Time, string? ContentSha256);
