namespace Strongroom.Aws;

/// <summary>What kind of reason there is for not believing a request's signature.</summary>
public enum RefusalKind
{
    /// <summary>There is no signature at all: the only kind that may still be let in, as anonymous.</summary>
    Missing,

    /// <summary>A part is missing or cannot be read.</summary>
    Incomplete,

    /// <summary>It is well-formed and wrong: does not match, does not cover what it must, is for another service, region or day.</summary>
    Invalid,

    /// <summary>It is too old, or too far ahead.</summary>
    Time,

    /// <summary>There is no such access key, or its session token is not the right one.</summary>
    UnknownKey,

    /// <summary>It is right, but the session has ended.</summary>
    SessionExpired,
}

/// <summary>Why a request was not authenticated, before it is known how to say so: each protocol has its own words.</summary>
/// <param name="Kind">The reason's kind.</param>
/// <param name="Text">The text of all services but S3 and EC2.</param>
/// <param name="S3">S3's error.</param>
public sealed record Refusal(RefusalKind Kind, string Text, S3Error S3)
{
    private const string Ec2Text = "AWS was not able to validate the provided access credentials";

    /// <summary>The error as AWS's services of that protocol send it.</summary>
    public FaultException ToFault(WireProtocol protocol) => protocol switch
    {
        WireProtocol.RestXml => new(S3.Code, S3.Text) { Status = S3.Status, Details = S3.Details },
        WireProtocol.Ec2Query => Kind is RefusalKind.Time
            ? new("RequestExpired", "Request has expired.") { Status = 400 }
            : new("AuthFailure", Kind is RefusalKind.Incomplete ? Text : Ec2Text) { Status = 401 },
        WireProtocol.AwsQuery => new(QueryCode, Text) { Status = Kind is RefusalKind.Incomplete ? 400 : 403 },
        _ => new(JsonCode, Text) { Status = protocol is WireProtocol.RestJson ? 403 : 400 },
    };

    private string QueryCode => Kind switch
    {
        RefusalKind.Missing => "MissingAuthenticationToken",
        RefusalKind.Incomplete => "IncompleteSignature",
        RefusalKind.UnknownKey => "InvalidClientTokenId",
        RefusalKind.SessionExpired => "ExpiredToken",
        _ => "SignatureDoesNotMatch",
    };

    private string JsonCode => Kind switch
    {
        RefusalKind.Missing => "MissingAuthenticationTokenException",
        RefusalKind.Incomplete => "IncompleteSignatureException",
        RefusalKind.UnknownKey => "UnrecognizedClientException",
        RefusalKind.SessionExpired => "ExpiredTokenException",
        _ => "InvalidSignatureException",
    };
}

/// <summary>S3's own error for a refusal.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">S3's error code.</param>
/// <param name="Text">S3's text.</param>
public sealed record S3Error(int Status, string Code, string Text)
{
    /// <summary>Further elements of the error's body.</summary>
    public IReadOnlyDictionary<string, object?>? Details { get; init; }

    internal static S3Error MalformedHeader(string what) =>
        new(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {what}");

    internal static S3Error Query(string text) => new(400, "AuthorizationQueryParametersError", text);
}
