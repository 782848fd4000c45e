using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>The parts of a request that its signature is about.</summary>
/// <param name="Method">The HTTP method as sent.</param>
/// <param name="Target">The target, from <see cref="RequestHygiene.Check"/>.</param>
/// <param name="Headers">All headers.</param>
public readonly record struct SignedRequest(string Method, RawTarget Target, IHeaderDictionary Headers);

/// <summary>What a request says about its own signature: read, well-formed, and not yet believed.</summary>
public sealed class SignatureClaim
{
    internal SignatureClaim(
        SignedRequest request, CredentialScope scope, SignedHeaderList signedHeaders, ReadOnlyMemory<char> signatureText, string timeText)
    {
        (Request, Scope, SignedHeaders, SignatureText, TimeText) = (request, scope, signedHeaders, signatureText, timeText);
    }

    /// <summary>The access key, day, region and service that it claims: enough to choose the service, whose rules then decide.</summary>
    public CredentialScope Scope { get; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The signature stands in the query.</summary>
    public bool Presigned { get; init; }

    /// <summary>For how long it is good, if it says so; only where presigned.</summary>
    public TimeSpan? Lifetime { get; init; }

    internal SignedRequest Request { get; }

    internal SignedHeaderList SignedHeaders { get; }

    /// <summary>Supposedly 64 lower-case hexadecimal digits.</summary>
    internal ReadOnlyMemory<char> SignatureText { get; }

    /// <summary>The time in ISO 8601's basic format.</summary>
    internal string TimeText { get; }

    /// <summary>A secret: not to be logged.</summary>
    internal string? SessionToken { get; init; }
}
