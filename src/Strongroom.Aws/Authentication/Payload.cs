using System.Diagnostics.CodeAnalysis;

namespace Strongroom.Aws;

/// <summary>What a signature says about the body.</summary>
public enum PayloadKind
{
    /// <summary>Its SHA-256 is signed.</summary>
    Hashed,

    /// <summary>Nothing: UNSIGNED-PAYLOAD.</summary>
    Unsigned,

    /// <summary>aws-chunked, each chunk signed: STREAMING-AWS4-HMAC-SHA256-PAYLOAD.</summary>
    SignedChunks,

    /// <summary>aws-chunked, each chunk and a trailer signed: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER.</summary>
    SignedChunksAndTrailer,

    /// <summary>aws-chunked without signatures, a checksum behind: STREAMING-UNSIGNED-PAYLOAD-TRAILER.</summary>
    UnsignedChunksAndTrailer,
}

/// <summary>What is signed about the body: checked where <see cref="SignatureRules.HashesBody"/>, else to be checked by reading.</summary>
/// <param name="Kind">What is claimed.</param>
/// <param name="Text">The text signed, for <see cref="PayloadKind.Hashed"/> 64 hexadecimal digits; null where it has been checked.</param>
public readonly record struct Payload(PayloadKind Kind, string? Text)
{
    internal const string UnsignedText = "UNSIGNED-PAYLOAD";

    /// <summary>The body is framed in aws-chunked, and its chunks are to be checked as they come.</summary>
    public bool IsChunked => Kind is PayloadKind.SignedChunks or PayloadKind.SignedChunksAndTrailer or PayloadKind.UnsignedChunksAndTrailer;

    internal static bool TryParse(string text, [NotNullWhen(true)] out Payload? payload)
    {
        payload = text switch
        {
            UnsignedText => new Payload(PayloadKind.Unsigned, text),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => new(PayloadKind.SignedChunks, text),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => new(PayloadKind.SignedChunksAndTrailer, text),
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => new(PayloadKind.UnsignedChunksAndTrailer, text),
            { Length: 64 } when LowerHex.Is(text) => new(PayloadKind.Hashed, text),
            _ => null,
        };
        return payload is not null;
    }
}
