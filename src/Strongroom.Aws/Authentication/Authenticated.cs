using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>A request whose signature is right: who made it, and what exactly is vouched for.</summary>
public sealed class Authenticated
{
    private readonly SignatureClaim _claim;

    internal Authenticated(SignatureClaim claim, Caller caller, Payload payload, KeyMaterial? chunkKey)
    {
        (_claim, Caller, Payload, ChunkKey) = (claim, caller, payload, chunkKey);
    }

    /// <summary>Who signed.</summary>
    public Caller Caller { get; }

    /// <summary>The access key that signed.</summary>
    public string AccessKeyId => _claim.Scope.AccessKeyId;

    /// <summary>The region signed for.</summary>
    public string Region => _claim.Scope.Region;

    /// <summary>The service signed for, by its signing name.</summary>
    public string Service => _claim.Scope.Service;

    /// <summary>When it was signed, to the second.</summary>
    public DateTimeOffset Time => _claim.Time;

    /// <summary>The signature stood in the query: a presigned URL.</summary>
    public bool Presigned => _claim.Presigned;

    /// <summary>What is signed about the body.</summary>
    public Payload Payload { get; }

    /// <summary>True if the header of that name is covered by the signature. No other may be believed.</summary>
    public bool Signed(string headerName) => _claim.SignedHeaders.Contains(headerName);

    /// <summary>For signed chunks: the key that signs them, the caller's to dispose.</summary>
    internal KeyMaterial? ChunkKey { get; }

    internal SignatureClaim Claim => _claim;
}

/// <summary>One of two: a request believed, or why not.</summary>
public readonly record struct Authentication(Authenticated? Accepted, Refusal? Refused)
{
    /// <summary>Refuses.</summary>
    public static implicit operator Authentication(Refusal refusal) => new(null, refusal);
}
