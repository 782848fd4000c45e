using System.IO.Pipelines;
using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>A request whose signature is right: who made it, and what exactly is vouched for.</summary>
/// <remarks>Dispose it: where chunks are signed, it holds their key.</remarks>
public sealed class Authenticated : IDisposable
{
    private readonly SignatureClaim _claim;
    private KeyMaterial? _chunkKey;

    internal Authenticated(SignatureClaim claim, Caller caller, Payload payload, KeyMaterial? chunkKey)
    {
        (_claim, Caller, Payload, _chunkKey) = (claim, caller, payload, chunkKey);
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

    /// <summary>The body as meant, freed of aws-chunked framing; it ends only if all that was signed about it holds. Once only.</summary>
    /// <param name="wire">The body as sent.</param>
    /// <exception cref="FaultException">A chunked body lacks a header that must describe it.</exception>
    public BodyStream OpenBody(PipeReader wire)
    {
        if (!Payload.IsChunked) return new PlainBody(wire, Payload.Kind is PayloadKind.Hashed ? Payload.Text : null);

        var headers = _claim.Request.Headers;
        var length = ChunkedBody.LengthOf(headers);
        var trailer = Payload.Kind is PayloadKind.SignedChunks ? null : new ChunkTrailer(headers["X-Amz-Trailer"].ToString());
        var key = Interlocked.Exchange(ref _chunkKey, null);
        var signed = Payload.Kind is not PayloadKind.UnsignedChunksAndTrailer;
        if (signed && key is null) throw new InvalidOperationException("The body has been opened already.");
        return new ChunkedBody(wire, length, signed ? new(key!, _claim) : null, trailer);
    }

    /// <summary>Wipes the key of signed chunks, unless a body has taken it over.</summary>
    public void Dispose() => Interlocked.Exchange(ref _chunkKey, null)?.Dispose();
}

/// <summary>One of two: a request believed, or why not.</summary>
public readonly record struct Authentication(Authenticated? Accepted, Refusal? Refused)
{
    /// <summary>Refuses.</summary>
    public static implicit operator Authentication(Refusal refusal) => new(null, refusal);
}
