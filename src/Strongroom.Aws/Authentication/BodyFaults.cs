namespace Strongroom.Aws;

/// <summary>What can be wrong with a body whose signature was right.</summary>
internal static class BodyFaults
{
    public static FaultException HashMismatch(string claimed, ReadOnlySpan<byte> computed) =>
        new("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
        {
            Details = new Dictionary<string, object?>
            {
                ["ClientComputedContentSHA256"] = claimed,
                ["S3ComputedContentSHA256"] = Convert.ToHexStringLower(computed),
            },
        };

    /// <summary>For everything that is wrong with the framing, as S3 has it.</summary>
    public static FaultException Incomplete() => new("IncompleteBody", "The request body terminated unexpectedly");

    public static FaultException WrongSignature() => Refusals.NoMatchAtAll.ToFault(WireProtocol.RestXml);

    public static FaultException MalformedTrailer() => new(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    public static FaultException LengthMissing() =>
        new("MissingContentLength", "You must provide the Content-Length HTTP header.") { Status = 411 };
}
