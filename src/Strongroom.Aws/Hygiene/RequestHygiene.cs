using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Strongroom.Aws;

/// <summary>Refuses requests that two readers could understand differently, before their signature is looked at.</summary>
/// <remarks>
/// The web server refuses most such requests itself; this adds what it lets through. See <see cref="KestrelHygiene"/> for what must be set
/// on the server, because it cannot be seen from here.
/// </remarks>
public static class RequestHygiene
{
    private const int MaxTargetLength = 16 * 1024;

    // What a decision is made from must be said once. Others may repeat, and are signed joined by commas.
    private static readonly string[] Singular =
    [
        "Host", "Authorization", "Content-Type", "Date", "Content-MD5", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256",
        "X-Amz-Target", "X-Amz-Decoded-Content-Length", "X-Amz-Trailer",
    ];

    /// <summary>Null and the request's target if its form is sound, else what is wrong.</summary>
    /// <param name="context">The request; of its path only the raw target is read.</param>
    /// <param name="target">The target, decoded once, for everything that follows.</param>
    public static HygieneRefusal? Check(HttpContext context, out RawTarget? target)
    {
        ArgumentNullException.ThrowIfNull(context);
        target = null;
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.RawTarget.Length > MaxTargetLength) return new(StatusCodes.Status414UriTooLong, "The request target is too long.");
        if (!RawTarget.TryParse(request.RawTarget, out var parsed)) return Bad("The request target is malformed.");
        if (CheckFraming(request) is { } refusal) return refusal;
        foreach (var name in Singular)
        {
            if (request.Headers.TryGetValue(name, out var values) && values.Count > 1) return Bad($"The {name} header is repeated.");
        }

        target = parsed;
        return null;
    }

    /// <summary>What to answer when reading the body failed because of how it was framed; null if that was not the reason.</summary>
    public static HygieneRefusal? RefusalOf(Exception failure) => failure switch
    {
        BadHttpRequestException bad => new(bad.StatusCode, "The request body is malformed."),

        // How the server reports a chunk size that overflows.
        IOException { InnerException: OverflowException } => Bad("The request body is malformed."),
        _ => null,
    };

    private static HygieneRefusal? CheckFraming(IHttpRequestFeature request)
    {
        var headers = request.Headers;
        var coding = headers.TransferEncoding;
        if (coding.Count > 0)
        {
            if (coding is not ["chunked"] || request.Protocol != "HTTP/1.1") return Bad("The Transfer-Encoding is not supported.");

            // Having found both, the server has moved the length to another name.
            if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"))
                return Bad("Both Content-Length and Transfer-Encoding are given.");
        }

        return null;
    }

    private static HygieneRefusal Bad(string reason) => new(StatusCodes.Status400BadRequest, reason);
}
