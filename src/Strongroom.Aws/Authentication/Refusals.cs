using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>Every reason for not believing a signature, in AWS's words.</summary>
internal static class Refusals
{
    private const string NoMatch =
        "The request signature we calculated does not match the signature you provided. " +
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    private static readonly S3Error S3NoMatch = new(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.");

    private static readonly S3Error AccessDenied = new(403, "AccessDenied", "Access Denied");

    public static Refusal Missing { get; } = new(RefusalKind.Missing, "Missing Authentication Token", AccessDenied);

    public static Refusal NoMatchAtAll { get; } = new(RefusalKind.Invalid, NoMatch, S3NoMatch);

    public static Refusal UnknownKey { get; } = new(
        RefusalKind.UnknownKey,
        "The security token included in the request is invalid.",
        new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."));

    public static Refusal UnknownToken { get; } = UnknownKey with
    {
        S3 = new(400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
    };

    public static Refusal SessionExpired { get; } = new(
        RefusalKind.SessionExpired,
        "The security token included in the request is expired",
        new(400, "ExpiredToken", "The provided token has expired."));

    public static Refusal TwoMechanisms { get; } = Incomplete(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified",
        new(
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the " +
            "Authorization header should be specified"));

    public static Refusal Version2 { get; } = Incomplete(
        "Signature version 2 is not supported; use AWS4-HMAC-SHA256.",
        new(400, "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."));

    public static Refusal UnsupportedAuthorization(string value)
    {
        if (value.StartsWith("AWS ", StringComparison.Ordinal)) return Version2;
        var scheme = value.AsSpan();
        if (scheme.IndexOf(' ') is >= 0 and var space) scheme = scheme[..space];
        return scheme.StartsWith("AWS4-", StringComparison.OrdinalIgnoreCase)
            ? Incomplete($"Unsupported AWS 'algorithm': '{scheme}'. ", Unsupported)
            : NotAKeyValuePair(value, value);
    }

    public static Refusal NotAKeyValuePair(string part, string header) => Incomplete(
        $"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header {Hashed}: '{HashOf(header)}'.",
        header.StartsWith(AuthorizationHeader.Algorithm, StringComparison.Ordinal)
            ? S3Error.MalformedHeader("missing equal-sign.")
            : Unsupported);

    public static Refusal UnexpectedAuthorizationParameter(string header) => Incomplete(
        $"Authorization header has a parameter that is unknown or repeated. {HashedCapital} Authorization={HashOf(header)}",
        S3Error.MalformedHeader("a parameter is unknown or repeated."));

    public static Refusal AuthorizationIncomplete(bool credential, bool signature, bool signedHeaders, bool date, string header)
    {
        var text = new StringBuilder();
        if (credential) text.Append("Authorization header requires 'Credential' parameter. ");
        if (signature) text.Append("Authorization header requires 'Signature' parameter. ");
        if (signedHeaders) text.Append("Authorization header requires 'SignedHeaders' parameter. ");
        if (date) text.Append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        text.Append(HashedCapital).Append(" Authorization=").Append(HashOf(header));
        return Incomplete(text.ToString(), date && !(credential || signature || signedHeaders)
            ? new(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
            : S3Error.MalformedHeader("the authorization header requires three components: Credential, SignedHeaders, and Signature."));
    }

    public static Refusal QueryIncomplete(string missing) => Incomplete(
        $"AWS query-string parameters must include '{missing}'. Re-examine the query-string parameters.",
        S3Error.Query(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, " +
            "X-Amz-SignedHeaders, and X-Amz-Expires parameters."));

    public static Refusal QueryRepeated(string name) => Incomplete(
        $"AWS query-string parameter '{name}' must be given once.", S3Error.Query($"{name} must be given once."));

    public static Refusal UnsupportedQueryAlgorithm(string algorithm) => Incomplete(
        $"Unsupported AWS 'algorithm': '{algorithm}'. ", S3Error.Query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""));

    public static Refusal ExpiresMalformed { get; } = OfQuery("X-Amz-Expires should be a number");

    public static Refusal ExpiresNotPositive { get; } = OfQuery("X-Amz-Expires must be non-negative");

    public static Refusal ExpiresTooLong { get; } = OfQuery(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");

    public static Refusal DateMalformed(string text) => Incomplete(
        $"Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601",
        new(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"));

    public static Refusal CredentialHasNotFiveParts(string text) => Incomplete(
        $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{text}'",
        S3Error.MalformedHeader("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."));

    public static Refusal CredentialDateMalformed(string date) => Invalid(
        $"Date in Credential scope must be in YYYYMMDD format, got '{date}'.",
        S3Error.MalformedHeader($"incorrect date format \"{date}\". This date in the credential must be in the format \"yyyyMMdd\"."));

    public static Refusal WrongTerminator(string terminator) => Invalid(
        $"Credential should be scoped with a valid terminator: 'aws4_request', not '{terminator}'. ",
        S3Error.MalformedHeader($"incorrect terminal \"{terminator}\". This endpoint uses \"aws4_request\"."));

    public static Refusal WrongRegion(string region) => Invalid(
        $"Credential should be scoped to a valid region, not '{region}'. ", S3Error.MalformedHeader($"the region '{region}' is wrong"));

    public static Refusal WrongService(string expected, string service) => Invalid(
        $"Credential should be scoped to correct service: '{expected}'. ",
        S3Error.MalformedHeader($"incorrect service \"{service}\". This endpoint belongs to \"{expected}\"."));

    public static Refusal WrongDate(string scopeDate, string time) => Invalid(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        $"'{scopeDate}' != '{time[..8]}', from '{time}'. ",
        S3Error.MalformedHeader($"Invalid credential date \"{scopeDate}\". This date is not the same as X-Amz-Date: \"{time[..8]}\"."));

    public static Refusal HeaderNotSigned(string name) => Invalid(
        $"{(name == "host" ? "'Host' or ':authority'" : $"'{name}'")} must be a 'SignedHeader' in the AWS Authorization.",
        new(403, "AccessDenied", "There were headers present in the request which were not signed")
        {
            Details = new Dictionary<string, object?> { ["HeadersNotSigned"] = name },
        });

    public static Refusal Expired(DateTimeOffset time, DateTimeOffset now, TimeSpan allowed, bool presigned) => new(
        RefusalKind.Time,
        $"Signature expired: {RequestTime.Format(time)} is now earlier than {RequestTime.Format(now - allowed)} " +
        $"({RequestTime.Format(now)} - {Minutes(allowed)}.)",
        presigned ? new(403, "AccessDenied", "Request has expired") : Skewed(time, now, allowed));

    public static Refusal NotYetCurrent(DateTimeOffset time, DateTimeOffset now, TimeSpan allowed, bool presigned) => new(
        RefusalKind.Time,
        $"Signature not yet current: {RequestTime.Format(time)} is still later than {RequestTime.Format(now + allowed)} " +
        $"({RequestTime.Format(now)} + {Minutes(allowed)}.)",
        presigned ? new(403, "AccessDenied", "Request is not valid yet") : Skewed(time, now, allowed));

    public static Refusal ContentHashMissing { get; } = NoMatchAtAll with
    {
        S3 = new(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
    };

    public static Refusal ContentHashMalformed { get; } = NoMatchAtAll with
    {
        S3 = new(
            400,
            "InvalidArgument",
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, " +
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value."),
    };

    private static S3Error Unsupported { get; } = new(400, "InvalidArgument", "Unsupported Authorization Type");

    private const string Hashed = "(hashed with SHA-256 and encoded with Base64)";
    private const string HashedCapital = "(Hashed with SHA-256 and encoded with Base64)";

    private static Refusal OfQuery(string text) => Incomplete(text, S3Error.Query(text));

    private static Refusal Incomplete(string text, S3Error s3) => new(RefusalKind.Incomplete, text, s3);

    private static Refusal Invalid(string text, S3Error s3) => new(RefusalKind.Invalid, text, s3);

    private static S3Error Skewed(DateTimeOffset time, DateTimeOffset now, TimeSpan allowed) =>
        new(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
        {
            Details = new Dictionary<string, object?>
            {
                ["RequestTime"] = RequestTime.Format(time),
                ["ServerTime"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["MaxAllowedSkewMilliseconds"] = (long)allowed.TotalMilliseconds,
            },
        };

    private static string Minutes(TimeSpan span) =>
        span.TotalSeconds % 60 == 0 ? $"{(long)span.TotalMinutes} min" : $"{(long)span.TotalSeconds} sec";

    private static string HashOf(string header)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(Encoding.UTF8.GetBytes(header), hash);
        return Convert.ToBase64String(hash);
    }
}
